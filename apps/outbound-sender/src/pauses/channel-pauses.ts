import type { SendError } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { recordChanges } from '../store/record-changes.js';
import { sendColumns, type Send } from '../store/send.js';

/** How often a paused channel is tried with one message. */
const PROBE_SECONDS = 30;
const TOLD_AT_ONCE_MAX = 500;

/** Nothing more goes out through this channel; what waits says so. `revision` is that of the configuration Meta refused. */
export async function pauseChannel(
  source: DataSource,
  pause: { channelId: string; revision: number; error: SendError },
): Promise<{ isNew: boolean }> {
  const [{ inserted } = { inserted: false }]: { inserted: boolean }[] = await source.query(
    `INSERT INTO channel_pause AS p (channel_id, version, since, probe_at, error)
     SELECT $1, $2, now, now + make_interval(secs => ${PROBE_SECONDS}), $3::jsonb FROM (SELECT wabx.now() AS now) clock
     ON CONFLICT (channel_id) DO UPDATE SET version = greatest(p.version, excluded.version), error = excluded.error
     RETURNING xmax = 0 AS inserted`,
    [pause.channelId, pause.revision, JSON.stringify(pause.error)],
  );
  await tellWaiting(source, pause.channelId);
  return { isNew: inserted };
}

/** True for one caller every 30 s: it may try the channel with one message. */
export async function takeProbe(source: DataSource, channelId: string): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `WITH taken AS (
       UPDATE channel_pause SET probe_at = wabx.now() + make_interval(secs => ${PROBE_SECONDS})
        WHERE channel_id = $1 AND probe_at <= wabx.now() RETURNING 1
     ) SELECT 1 FROM taken`,
    [channelId],
  );
  return rows.length > 0;
}

/** Ends the pause: a message went through, or the configuration is newer than the one that Meta refused. */
export async function resumeChannel(
  source: DataSource,
  channelId: string,
  olderThanRevision?: number,
): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `WITH ended AS (
       DELETE FROM channel_pause WHERE channel_id = $1 AND ($2::int IS NULL OR version < $2) RETURNING 1
     ) SELECT 1 FROM ended`,
    [channelId, olderThanRevision ?? null],
  );
  return rows.length > 0;
}

export interface ChannelPause {
  channelId: string;
  revision: number;
}

export async function pausedChannels(source: DataSource): Promise<ChannelPause[]> {
  return await source.query(`SELECT channel_id AS "channelId", version AS revision FROM channel_pause`);
}

/**
 * What waits for the channel says so. Asked again with every look at a paused channel: a reply that is accepted in the
 * moment of the pause may be seen by neither, and whoever pauses it may die before the last is told.
 */
export async function tellWaiting(source: DataSource, channelId: string): Promise<void> {
  while ((await tellSome(source, channelId)) === TOLD_AT_ONCE_MAX);
}

async function tellSome(source: DataSource, channelId: string): Promise<number> {
  return await inTransaction(source, async (tx) => {
    const told: Send[] = await tx.query(
      `WITH told AS (
         UPDATE send s SET reason = 'channel-paused', state_no = s.state_no + 1, changed_at = wabx.now()
          WHERE message_id IN (
            SELECT message_id FROM send WHERE channel_id = $1 AND state = 'queued'
               AND reason IS DISTINCT FROM 'channel-paused'
             ORDER BY message_id LIMIT ${TOLD_AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)
         RETURNING s.*
       ) SELECT ${sendColumns('told')} FROM told`,
      [channelId],
    );
    await recordChanges(tx, told);
    return told.length;
  });
}
