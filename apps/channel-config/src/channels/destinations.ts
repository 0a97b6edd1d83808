import type { Destination } from '@wabx/contracts';
import { invalidInput } from '@wabx/runtime';
import { In, IsNull, type EntityManager } from 'typeorm';
import { Extension } from '../directory/extension.entity.js';
import { Queue } from '../directory/queue.entity.js';
import { queueEmpty, type Warn } from '../http/confirmation.js';
import type { ChannelNumber } from './channel.entity.js';

/**
 * Throws 422 that points to each destination which is not there, and warns of queues without agents. Those found stay
 * until the end of the transaction.
 */
export async function assertDestinationsExist(
  tx: EntityManager,
  wanted: readonly { destination: Destination; path: PropertyKey[] }[],
  warn: Warn,
): Promise<void> {
  const idsOf = (type: Destination['type']) =>
    wanted.filter(({ destination }) => destination.type === type).map(({ destination }) => destination.id);
  const found = new Set<string>();
  // Extensions before queues and each in the order of their ids, like everybody who locks them: no deadlocks.
  for (const [entity, type] of [
    [Extension, 'extension'],
    [Queue, 'queue'],
  ] as const) {
    const ids = idsOf(type);
    if (ids.length === 0) continue;
    const rows = await tx.find(entity, {
      where: { id: In(ids), deletedAt: IsNull() },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_read' },
    });
    for (const { id } of rows) found.add(`${type}:${id}`);
  }
  const missing = wanted.filter(({ destination: { type, id } }) => !found.has(`${type}:${id}`));
  if (missing.length === 0) return warn((await emptyOnes(tx, idsOf('queue'))).map(({ name }) => queueEmpty(name)));
  throw invalidInput(
    missing.map(({ destination: { type, id }, path }) => ({
      path: [...path, 'id'],
      message: `there is no ${type} ${id}`,
    })),
  );
}

async function emptyOnes(tx: EntityManager, queueIds: string[]): Promise<Pick<Queue, 'name'>[]> {
  const queues = await tx.find(Queue, {
    where: { id: In(queueIds) },
    relations: { agents: true },
    order: { id: 'ASC' },
  });
  return queues.filter(({ agents }) => agents.length === 0);
}

export function toDestinationColumns({ type, id }: Destination): Pick<ChannelNumber, 'extensionId' | 'queueId'> {
  return { extensionId: type === 'extension' ? id : null, queueId: type === 'queue' ? id : null };
}
