import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { TOMBSTONE_DAYS } from '../customers/tombstones.js';

/** Longer than every stream keeps an event and Meta repeats one. */
const KEYS_KEPT_DAYS = 45;
const IDEMPOTENCY_KEPT_DAYS = 7;
/** Revokes and reactions taken back whose message has not come in this time: no stream can bring it any more. */
const PARKED_DAYS = 8;

/** Each statement takes at most $1 rows that are older than $2 days, by an index on their age, and answers how many. */
const STEPS: { days: number; sql: string }[] = [
  { days: KEYS_KEPT_DAYS, sql: deleteOld('message_key', 'seen_at') },
  { days: IDEMPOTENCY_KEPT_DAYS, sql: deleteOld('idempotency', 'created_at') },
  { days: TOMBSTONE_DAYS, sql: deleteOld('tombstone', 'erased_at') },
  { days: PARKED_DAYS, sql: settleParked('amendment', 'greatest(edited_at, revoked_at, marked_at)', 'content') },
  { days: PARKED_DAYS, sql: settleParked('reaction', 'sent_at', 'emoji') },
];

/** Removes rows that only served to recognise or to complete what comes later; each table in a transaction of its own. */
export async function forgetOld(source: DataSource, limit: number): Promise<{ done: number; more: boolean }> {
  const counts: number[] = [];
  for (const { sql, days } of STEPS) {
    const [row] = await inTransaction(source, (tx) => tx.query<{ count: number }[]>(sql, [limit, days]));
    counts.push(row?.count ?? 0);
  }
  return { done: counts.reduce((sum, count) => sum + count, 0), more: counts.includes(limit) };
}

function deleteOld(table: string, age: string): string {
  return `
    WITH old AS (
      DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM ${table} WHERE ${age} < wabx.now() - make_interval(days => $2)
         ORDER BY ${age} LIMIT $1 FOR UPDATE SKIP LOCKED))
      RETURNING 1)
    SELECT count(*)::int AS count FROM old`;
}

/**
 * What is about a message that is there belongs to it from now on, and is not looked at again; of the rest goes what says
 * nothing: what somebody wrote (`words`) is never deleted unseen.
 */
function settleParked(table: string, age: string, words: string): string {
  return `
    WITH old AS MATERIALIZED (
      SELECT ctid, ${words} IS NOT NULL OR EXISTS (
               SELECT FROM message m
                WHERE m.phone_number_id = p.phone_number_id AND m.wa_message_id = p.target) AS is_kept
        FROM ${table} p WHERE NOT settled AND ${age} < wabx.now() - make_interval(days => $2)
       ORDER BY ${age} LIMIT $1 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM old WHERE NOT is_kept))
    ), kept AS (
      UPDATE ${table} SET settled = true WHERE ctid = ANY (ARRAY(SELECT ctid FROM old WHERE is_kept))
    )
    SELECT count(*)::int AS count FROM old`;
}
