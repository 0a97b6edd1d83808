import { filterOf, services, trimming, type EventContract, type StreamName } from '@wabx/contracts';
import { fillOf, type StreamFill } from '@wabx/messaging';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Need } from './needs.js';

/** Shares of a stream, from its oldest event on: the newest history goes last. */
const STEPS = [0.5, 0.75, 1];

/**
 * A consumer that is stopped holds its own events and no others: of the subjects that it does not take, history goes also
 * from behind its first event, until the stream is at 50 %. The server reads the stream for it and takes nothing meanwhile
 * (about 1.7 s for 1 GiB), so it is for streams that would soon take nothing at all. Answers how many events went.
 */
export async function thinStream(jsm: JetStreamManager, fill: StreamFill, needs: Need[]): Promise<number> {
  const { stream, firstSequence, lastSequence, maxBytes } = fill;
  const subjects = subjectsOf(stream).map((subject) => {
    const holders = needs.filter((need) => need.subject === subject || need.subject === undefined);
    return { subject, neededFrom: Math.min(lastSequence + 1, ...holders.map(({ from }) => from)) };
  });
  let removed = 0;
  for (const share of STEPS) {
    const end = firstSequence + Math.ceil((lastSequence + 1 - firstSequence) * share);
    for (const { subject, neededFrom } of subjects) {
      const seq = Math.min(end, neededFrom);
      if (seq > firstSequence) removed += (await jsm.streams.purge(stream, { filter: subject, seq })).purged;
    }
    if ((await fillOf(jsm, stream)).bytes <= maxBytes * trimming.to) break;
  }
  return removed;
}

function subjectsOf(stream: StreamName): string[] {
  const published: EventContract[] = Object.values(services).flatMap(({ publishes }) => publishes);
  return [...new Set(published.filter((contract) => contract.stream === stream).map(filterOf))];
}
