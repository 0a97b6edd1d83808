import { consumers, fillLevelOf, type FillLevel, type StreamName } from '@wabx/contracts';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';

/** How much of a stream's limit is taken. */
export interface StreamFill {
  stream: StreamName;
  level: FillLevel;
  bytes: number;
  maxBytes: number;
  messages: number;
  firstSequence: number;
  lastSequence: number;
  /** When its oldest event came; from then on there is history. */
  oldestAt?: string;
}

export async function fillOf(jsm: JetStreamManager, stream: StreamName): Promise<StreamFill> {
  const { config, state } = await jsm.streams.info(stream);
  const { bytes, messages } = state;
  return {
    stream,
    level: fillLevelOf(bytes, config.max_bytes),
    bytes,
    maxBytes: config.max_bytes,
    messages,
    firstSequence: state.first_seq,
    lastSequence: state.last_seq,
    ...(messages > 0 && { oldestAt: new Date(state.first_ts).toISOString() }),
  };
}

export interface Backlog {
  consumer: string;
  /** Events that it has not acknowledged. */
  backlog: number;
  /** The server does not have it: it needs everything. */
  missing: boolean;
}

/** What the consumers of a stream that `contracts` names have still to do; those with the most first. */
export async function backlogsOf(jsm: JetStreamManager, stream: StreamName): Promise<Backlog[]> {
  const specs = Object.values(consumers).filter(({ contract }) => contract.stream === stream);
  const infos = new Map<string, ConsumerInfo>();
  for await (const info of jsm.consumers.list(stream)) infos.set(info.name, info);
  const backlogs = specs.map(({ durable }) => {
    const info = infos.get(durable);
    const backlog = info ? info.num_pending + info.num_ack_pending : 0;
    return { consumer: durable, backlog, missing: info === undefined };
  });
  return backlogs.sort((one, other) => other.backlog - one.backlog);
}
