import type { DataSource } from 'typeorm';

/** WA_DEAD keeps a dead letter for 30 days: how often it was replayed is not asked for after that. */
const REPLAYS_KEPT_DAYS = 31;
/** Longer than a request for an erased conversation may be on its way. */
const ERASED_KEPT_DAYS = 45;

/** Removes at most `limit` rows of each kind that nothing can ask for any more. Answers the larger count. */
export async function forgetLeftovers(source: DataSource, { limit }: { limit: number }): Promise<number> {
  const counts: number[] = [];
  for (const [table, age, days] of [
    ['dead_letter_replay', 'replayed_at', REPLAYS_KEPT_DAYS],
    ['conversation', 'erased_at', ERASED_KEPT_DAYS],
    ['erased_send', 'erased_at', ERASED_KEPT_DAYS],
  ] as const) {
    const [row]: { count: number }[] = await source.query(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${table} WHERE ${age} < wabx.now() - interval '${days} days'
            ORDER BY ${age} LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [limit],
    );
    counts.push(row?.count ?? 0);
  }
  return Math.max(...counts);
}
