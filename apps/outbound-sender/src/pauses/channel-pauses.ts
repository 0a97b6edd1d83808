import type { SendError, WaitReason } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { changeSends, changing } from '../store/record-changes.js';

/** How often what is paused is tried with one message. */
const PROBE_SECONDS = 30;
/** The same where Meta takes messages and fails them afterwards: each try costs the message that makes it. */
const COSTLY_PROBE_SECONDS = 300;
const TOLD_AT_ONCE_MAX = 500;

/** A channel, or one number of it. */
export interface Paused {
  channelId: string;
  /** Empty for all numbers of the channel. */
  phoneNumberId: string;
}

export interface SendPause extends Paused {
  /** Of the configuration that Meta refused. */
  revision: number;
  /** Told by a failed status: when that was, by Meta's clock. Null when Meta refused a call in its answer. */
  toldAt: Date | null;
}

/** Of a row `alias` of `send`, why it waits if its channel or number is paused; SQL. */
export const pauseReasonOf = (alias: string): string => `(
  SELECT CASE WHEN p.phone_number_id = '' THEN 'channel-paused' ELSE 'number-paused' END FROM channel_pause p
   WHERE p.channel_id = ${alias}.channel_id AND p.phone_number_id IN ('', ${alias}.phone_number_id)
   ORDER BY p.phone_number_id LIMIT 1)`;

/** Of a row `alias` of `send` that waits for a paused channel or number, what Meta refused; SQL. */
export const pauseErrorOf = (alias: string): string => `(
  SELECT p.error FROM channel_pause p
   WHERE ${alias}.reason IN ('channel-paused', 'number-paused') AND p.channel_id = ${alias}.channel_id
     AND p.phone_number_id IN ('', ${alias}.phone_number_id)
   ORDER BY p.phone_number_id LIMIT 1)`;

/** Nothing more goes out through it; what waits says so. */
export async function pauseSends(
  source: DataSource,
  { channelId, phoneNumberId, revision, toldAt, error }: SendPause & { error: SendError },
): Promise<{ isNew: boolean }> {
  const [{ inserted } = { inserted: false }]: { inserted: boolean }[] = await source.query(
    `INSERT INTO channel_pause AS p (channel_id, phone_number_id, version, since, probe_at, error, told_at)
     SELECT $1, $2, $3, now, now + make_interval(secs => $6), $4::jsonb, $5 FROM (SELECT wabx.now() AS now) clock
     ON CONFLICT (channel_id, phone_number_id) DO UPDATE
        SET version = greatest(p.version, excluded.version), error = excluded.error,
            told_at = CASE WHEN p.told_at IS NOT NULL AND excluded.told_at IS NOT NULL
                           THEN greatest(p.told_at, excluded.told_at) END
     RETURNING xmax = 0 AS inserted`,
    [channelId, phoneNumberId, revision, JSON.stringify(error), toldAt, toldAt ? COSTLY_PROBE_SECONDS : PROBE_SECONDS],
  );
  await tellPaused(source, { channelId, phoneNumberId });
  return { isNew: inserted };
}

/** True for one caller now and then: it may try the number, and with it the channel, with one message. */
export async function takeProbe(source: DataSource, { channelId, phoneNumberId }: Paused): Promise<boolean> {
  const rows: unknown[] = await source.query(
    `WITH taken AS (
       UPDATE channel_pause
          SET probe_at = wabx.now() + make_interval(secs => CASE WHEN told_at IS NULL THEN ${PROBE_SECONDS}
                                                                 ELSE ${COSTLY_PROBE_SECONDS} END)
        WHERE channel_id = $1 AND phone_number_id IN ('', $2) AND probe_at <= wabx.now()
          AND NOT EXISTS (SELECT FROM channel_pause other
                           WHERE other.channel_id = $1 AND other.phone_number_id IN ('', $2)
                             AND other.probe_at > wabx.now())
       RETURNING 1
     ) SELECT 1 FROM taken`,
    [channelId, phoneNumberId],
  );
  return rows.length > 0;
}

export async function probeNow(source: DataSource, { channelId, phoneNumberId }: Paused): Promise<void> {
  await source.query(
    'UPDATE channel_pause SET probe_at = wabx.now() WHERE channel_id = $1 AND phone_number_id = $2 AND probe_at > wabx.now()',
    [channelId, phoneNumberId],
  );
}

/** Ends pauses; answers whether there were any. */
export async function resumeSends(source: DataSource, { channelId, phoneNumberId }: Paused): Promise<boolean> {
  return await end(source, `phone_number_id = $2`, [channelId, phoneNumberId]);
}

/** Meta took a message of this number: what it had refused in its answers, it refuses no more. */
export async function resumeAnswered(source: DataSource, { channelId, phoneNumberId }: Paused): Promise<boolean> {
  return await end(source, `phone_number_id IN ('', $2) AND told_at IS NULL`, [channelId, phoneNumberId]);
}

async function end(source: DataSource, which: string, values: [channelId: string, phoneNumberId: string]) {
  const rows: unknown[] = await source.query(
    `WITH ended AS (DELETE FROM channel_pause WHERE channel_id = $1 AND ${which} RETURNING 1) SELECT 1 FROM ended`,
    values,
  );
  return rows.length > 0;
}

export async function currentPauses(source: DataSource): Promise<SendPause[]> {
  return await source.query(
    `SELECT channel_id AS "channelId", phone_number_id AS "phoneNumberId", version AS revision, told_at AS "toldAt"
       FROM channel_pause`,
  );
}

/**
 * What waits for a paused channel or number says so. Asked again with every look at a pause: a reply that is accepted in
 * the moment of the pause may be seen by neither, and whoever pauses it may die before the last is told.
 */
export async function tellPaused(source: DataSource, paused: Paused): Promise<void> {
  await tellWaiting(source, paused, paused.phoneNumberId === '' ? 'channel-paused' : 'number-paused');
}

/** Replies that wait for a channel, or for one of its numbers, say why; a pause is told before anything else. */
export async function tellWaiting(
  source: DataSource,
  { channelId, phoneNumberId }: Paused,
  reason: Extract<WaitReason, 'channel-paused' | 'number-paused' | 'meta-away'>,
): Promise<void> {
  const values = [channelId, phoneNumberId, reason];
  const tellSome = (tx: EntityManager) => changeSends(tx, TELL_SOME, values);
  while ((await inTransaction(source, tellSome)).length === TOLD_AT_ONCE_MAX);
}

const TELL_SOME = changing({
  set: 'reason = $3',
  where: `message_id IN (
    SELECT message_id FROM send WHERE channel_id = $1 AND ($2 = '' OR phone_number_id = $2) AND state = 'queued'
       AND reason IS DISTINCT FROM $3 AND coalesce(reason, '') NOT IN ('channel-paused', 'number-paused')
     ORDER BY message_id LIMIT ${TOLD_AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)`,
});
