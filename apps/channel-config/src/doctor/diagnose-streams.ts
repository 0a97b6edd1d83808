import { streams, type FillLevel } from '@wabx/contracts';
import { backlogsOf, fillOf, type Backlog, type StreamFill } from '@wabx/messaging';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Finding } from './check.js';

const NATS_TIMEOUT_MS = 2_000;

/** A stream and, where it fills, the consumers that keep it from being emptied. */
export type StreamSeen = StreamFill & { heldBy: Backlog[] };

/** Undefined when NATS does not say. */
export async function examineStreams(nats: NatsConnection): Promise<StreamSeen[] | undefined> {
  try {
    const jsm = await jetstreamManager(nats, { checkAPI: false, timeout: NATS_TIMEOUT_MS });
    return await Promise.all(
      streams.map(async ({ name }) => {
        const fill = await fillOf(jsm, name);
        const backlogs = fill.level === 'ok' ? [] : await backlogsOf(jsm, name);
        return { ...fill, heldBy: backlogs.filter(({ backlog, missing }) => backlog > 0 || missing) };
      }),
    );
  } catch {
    return undefined;
  }
}

const keptForPeople = new Set<string>(streams.filter(({ givesWay }) => givesWay === 'oldest').map(({ name }) => name));
const fromWorst: FillLevel[] = ['full', 'nearly-full', 'filling'];

/** Streams share no fate with one channel, but what Meta gets from the door does. */
export function streamsRoom(seen: StreamSeen[] | undefined): Finding {
  if (seen === undefined) return { state: 'unknown' };
  const filling = seen
    .filter(({ level }) => level !== 'ok')
    .map(({ stream, bytes, maxBytes, oldestAt, heldBy, level }) => {
      return { stream, percent: Math.floor((100 * bytes) / maxBytes), bytes, maxBytes, oldestAt, heldBy, level };
    });
  if (filling.length === 0) return { state: 'ok' };
  const levels = filling.filter(({ stream }) => !keptForPeople.has(stream)).map(({ level }) => level);
  const worst = fromWorst.find((level) => levels.includes(level));
  const evidence = { streams: filling };
  return { state: worst === 'full' ? 'failed' : 'warning', fault: worst ?? 'kept-for-people', evidence };
}
