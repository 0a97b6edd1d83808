import { newId, NO_CHANNEL, operationPerformed, type DataOf } from '@wabx/contracts';
import type { EventPublisher } from '@wabx/messaging';
import { doerOf, type Caller } from './caller.js';
import { Problem } from './problem.js';

type Told = DataOf<typeof operationPerformed>;

/**
 * Does what an operator asked for, on record in channel-config's audit: who, what and when before anything is done, and
 * then what came of it. Nothing is done when it cannot be put on record.
 *
 * @param done counted up by `work`, so that also what was cut off says how far it came
 */
export async function audited<Result>(
  publisher: EventPublisher,
  { by, ...what }: Pick<Told, 'action' | 'targetId' | 'filter'> & { by: Caller },
  done: Record<string, number>,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = new Date().toISOString();
  const operation = { operationId: newId(), by: doerOf(by), ...what, startedAt };
  const tell = (outcome?: Told['outcome']) =>
    publisher.publish(operationPerformed, NO_CHANNEL, { ...operation, outcome });
  await tell();
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    const failed = error instanceof Problem ? error.code : 'INTERRUPTED';
    // When this cannot be told either, the record stays without an outcome, which says as much.
    await tell({ ...done, failed }).catch(() => undefined);
    throw error;
  }
  await tell(done);
  return result;
}
