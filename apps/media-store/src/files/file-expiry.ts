import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import type { ObjectStore } from '../object-store/object-store.js';
import { enqueueFacts } from './media-fact.js';

// Longer than any stream keeps an event and than Meta repeats one: until then the row keeps a late copy from being new.
const ROW_KEPT_DAYS = 45;
const DELETES_AT_ONCE = 8;

interface Log {
  warn(message: string, params?: object): void;
}

/**
 * Ends files whose time has come: first the row, with its fact, then the object, so that a crash between the two leaves
 * something to finish and never a file that is announced and gone.
 */
export class FileExpiry {
  constructor(
    private readonly source: DataSource,
    private readonly objects: ObjectStore,
    private readonly log: Log,
  ) {}

  /** `done`: files that ended, objects that an earlier run could not delete, or old rows. `more`: another call has work. */
  async expire(limit: number): Promise<{ done: number; more: boolean }> {
    const ended = await endRows(this.source, limit);
    const deleted = await deleteObjects(this.source, this.objects, limit, this.log);
    const forgotten = await forgetRows(this.source, limit);
    return { done: Math.max(ended, deleted, forgotten), more: [ended, deleted, forgotten].includes(limit) };
  }
}

async function endRows(source: DataSource, limit: number): Promise<number> {
  return await inTransaction(source, async (tx) => {
    const [rows] = (await tx.query(
      `UPDATE file SET state = 'expired', next_at = NULL,
                       deleted_at = CASE WHEN object_key IS NULL THEN wabx.now() END
        WHERE id IN (SELECT id FROM file
                      WHERE state IN ('stored', 'fetching') AND expires_at <= wabx.now()
                      ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id, channel_id, wabx.now() AS at, expires_at`,
      [limit],
    )) as [{ id: string; channel_id: string | null; at: Date; expires_at: Date }[], number];
    await enqueueFacts(
      tx,
      rows.map((row) => ({
        channelId: row.channel_id ?? undefined,
        data: {
          fileId: row.id,
          state: 'expired',
          at: row.at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
        },
      })),
    );
    return rows.length;
  });
}

async function deleteObjects(source: DataSource, objects: ObjectStore, limit: number, log: Log): Promise<number> {
  const rows: { id: string; object_key: string }[] = await source.query(
    `SELECT id, object_key FROM file WHERE state = 'expired' AND deleted_at IS NULL ORDER BY expires_at LIMIT $1`,
    [limit],
  );
  const gone: string[] = [];
  for (let at = 0; at < rows.length; at += DELETES_AT_ONCE) {
    const some = rows.slice(at, at + DELETES_AT_ONCE);
    const results = await Promise.allSettled(some.map((row) => objects.delete(row.object_key)));
    results.forEach((result, index) => {
      const id = some[index]?.id;
      if (result.status === 'fulfilled' && id !== undefined) gone.push(id);
      if (result.status === 'rejected') log.warn('an expired file could not be deleted', { id, error: result.reason });
    });
    // The store is away: the rows stay as they are and are taken up by the next run.
    if (results.every((result) => result.status === 'rejected')) break;
  }
  await source.query('UPDATE file SET deleted_at = wabx.now() WHERE id = ANY($1)', [gone]);
  return gone.length;
}

async function forgetRows(source: DataSource, limit: number): Promise<number> {
  const [row]: { count: number }[] = await source.query(
    `WITH gone AS (DELETE FROM file WHERE id IN (
       SELECT id FROM file
        WHERE state IN ('expired', 'failed') AND expires_at <= wabx.now() - make_interval(days => $2)
          AND (state = 'failed' OR deleted_at IS NOT NULL)
        LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1)
     SELECT count(*)::int AS count FROM gone`,
    [limit, ROW_KEPT_DAYS],
  );
  return row?.count ?? 0;
}
