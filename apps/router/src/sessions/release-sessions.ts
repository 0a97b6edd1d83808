import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockSessions, type Locks } from '../locks.js';
import { record, type Happening } from './record.js';

/** How many sessions went back to a queue, and how many had only this extension: they are orphaned. */
export interface Released {
  toQueues: number;
  orphaned: number;
}

/**
 * Takes the open sessions of an extension that was deleted back to where they came from. Those of a queue are heard by
 * all of its agents again; of its own ones people learn by the filter `orphaned`.
 */
export async function releaseSessionsOf(
  source: DataSource,
  configuration: Configuration,
  extensionId: string,
): Promise<Released> {
  const released: Released = { toQueues: 0, orphaned: 0 };
  for (;;) {
    const types = await inTransaction(source, (tx) => releaseSome(tx, configuration, extensionId));
    if (types.length === 0) return released;
    const toQueues = types.filter((type) => type === 'queue').length;
    released.toQueues += toQueues;
    released.orphaned += types.length - toQueues;
  }
}

/** The same for every extension that the configuration knows as deleted. Returns how many. */
export async function releaseOfDeletedExtensions(source: DataSource, configuration: Configuration): Promise<number> {
  const owners = (await source.query(
    `SELECT DISTINCT assignee AS id FROM session WHERE state = 'open' AND assignee = ANY($1)`,
    [configuration.deletedExtensions()],
  )) as { id: string }[];
  let count = 0;
  for (const { id } of owners) {
    const { toQueues, orphaned } = await releaseSessionsOf(source, configuration, id);
    count += toQueues + orphaned;
  }
  return count;
}

async function releaseSome(
  tx: EntityManager,
  configuration: Configuration,
  extensionId: string,
): Promise<(string | null)[]> {
  const locks: Locks = await lockSessions(tx, `r.assignee = $1 AND r.state = 'open'`, [extensionId], 'LIMIT 500');
  const rows = (await tx.query(
    `WITH released AS (
       UPDATE session SET assignee = NULL, claim_epoch = claim_epoch + 1 WHERE id = ANY($1)
       RETURNING id, destination_type
     ) SELECT id, destination_type FROM released ORDER BY id`,
    [locks.sessions],
  )) as { id: string; destination_type: string | null }[];
  const released = rows.map(({ id }): Happening => ({
    type: 'session',
    sessionId: id,
    change: 'released',
    details: { reason: 'extension-deleted', extension: extensionId },
    audienceBefore: [extensionId],
  }));
  await record(tx, configuration, locks, released);
  return rows.map(({ destination_type }) => destination_type);
}
