import { consumerFilter, consumers, type ConsumerSpec } from '@wabx/contracts';
import type { StreamFill } from '@wabx/messaging';
import { AckPolicy, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';

/** What a consumer has still to do, and where that begins. */
export interface Need {
  consumer: string;
  backlog: number;
  /** `contracts` expects it and the server does not have it. */
  missing: boolean;
  /** The lowest sequence that it may still need. */
  from: number;
  /** When the oldest event came that it has not acknowledged; only of consumers that `contracts` names. */
  since?: Date;
  /** The only subject that it takes; undefined when it may need any. */
  subject?: string;
}

/** A consumer that `contracts` does not name, of another version or somebody's own, is waited for so long after its last sign of life. */
const STRANGERS_WAITED_FOR_MS = 48 * 3_600_000;

/**
 * The needs of all consumers of a stream; what lies before the lowest is history. `fill` must be older than this look:
 * what came in between counts as needed.
 */
export async function needsOf(jsm: JetStreamManager, fill: StreamFill, nowMs: number): Promise<Need[]> {
  const infos = new Map<string, ConsumerInfo>();
  for await (const info of jsm.consumers.list(fill.stream)) infos.set(info.name, info);
  const expected = Object.values(consumers).filter(({ contract }) => contract.stream === fill.stream);
  const needs = expected.map(async (spec): Promise<Need> => {
    const info = infos.get(spec.durable);
    const subject = consumerFilter(spec);
    if (!info) return { consumer: spec.durable, backlog: 0, missing: true, from: fill.firstSequence, subject };
    return await needOf(jsm, fill, info, spec);
  });
  const names = new Set<string>(expected.map(({ durable }) => durable));
  const strangers = [...infos.values()].filter((info) => !names.has(info.name) && isWaitedFor(info, nowMs));
  return await Promise.all([...needs, ...strangers.map((info) => needOf(jsm, fill, info))]);
}

async function needOf(jsm: JetStreamManager, fill: StreamFill, info: ConsumerInfo, spec?: ConsumerSpec): Promise<Need> {
  const backlog = info.num_pending + info.num_ack_pending;
  const need = { consumer: info.name, backlog, missing: false, ...(spec && { subject: consumerFilter(spec) }) };
  if (backlog === 0) return { ...need, from: fill.lastSequence + 1 };
  const afterFloor = info.ack_floor.stream_seq + 1;
  if (!spec) return { ...need, from: afterFloor };
  // Between what it acknowledged last and what it has to do may lie days of events that are none of its own.
  const itsNext = { seq: afterFloor, next_by_subj: consumerFilter(spec) };
  const next = await jsm.streams.getMessage(fill.stream, itsNext);
  return { ...need, from: next?.seq ?? afterFloor, ...(next && { since: next.time }) };
}

/** Readers that acknowledge nothing, such as the live feed, hold nothing. */
function isWaitedFor(info: ConsumerInfo, nowMs: number): boolean {
  if (info.config.ack_policy === AckPolicy.None || !info.config.durable_name) return false;
  if (info.num_waiting > 0) return true;
  const signs = [info.created, info.delivered.last_active, info.ack_floor.last_active];
  return signs.some((sign) => sign !== undefined && nowMs - Date.parse(String(sign)) < STRANGERS_WAITED_FOR_MS);
}
