import { inOrder, inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * The sender forgets a send 45 days after its last change, and an event of that change waits at most 8 days: later
 * nothing can change what a message counts.
 */
const KEPT_DAYS = 60;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** The answer has a deadline of ten seconds. */
const SEARCH_MS_MAX = 3_000;
/** One for the whole schema: who records facts shares it, who forgets some has it alone. */
const FORGETTING_LOCK = 0x666f7267;

/** Keeps facts from being forgotten until the transaction ends. */
export async function holdForgetting(tx: EntityManager): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [FORGETTING_LOCK]);
}

/** Moves what old facts count from `message_fact` to `settled`. Facts of sends that are still pending stay. */
export class FactForgetting {
  /** Where the search goes on: in front of it are facts that stay, which no run needs to read again. */
  private after = FIRST_ID;

  constructor(private readonly source: DataSource) {}

  /** Reads on, `limit` facts in each transaction, until some are forgotten or the young ones begin. */
  async forget(limit: number): Promise<{ done: number; more: boolean }> {
    const startedMs = performance.now();
    while (performance.now() - startedMs < SEARCH_MS_MAX) {
      const { done, last, has_old: hasOld } = await this.forgetPage(limit);
      this.after = hasOld && last !== null ? last : FIRST_ID;
      if (done > 0 || !hasOld) return { done, more: hasOld };
    }
    return { done: 0, more: true };
  }

  private async forgetPage(limit: number): Promise<Page> {
    return await inTransaction(this.source, async (tx) => {
      const [, [page]] = await inOrder([
        tx.query('SELECT pg_advisory_xact_lock($1)', [FORGETTING_LOCK]),
        tx.query<Page[]>(FORGET_PAGE, [this.after, limit]),
      ]);
      if (page === undefined) throw new Error('the page of facts has no answer');
      return page;
    });
  }
}

interface Page {
  done: number;
  last: string | null;
  /** Some of the page are older than they are kept. */
  has_old: boolean;
}

const COUNTS = ['received', 'sent_succeeded', 'sent_failed', 'delivered', 'read', 'apart'];

const FORGET_PAGE = `
  WITH page AS MATERIALIZED (
    SELECT message_id, changed_at < wabx.now() - interval '${KEPT_DAYS} days' AS is_old
      FROM message_fact WHERE message_id > $1 ORDER BY message_id LIMIT $2
  ), gone AS (
    DELETE FROM message_fact AS fact USING page
     WHERE fact.message_id = page.message_id AND is_old AND outcome IS DISTINCT FROM 'pending'
    RETURNING fact.*
  ), moved AS (
    INSERT INTO settled AS s (bucket, channel_id, phone_number_id, error_class, error_code, ${COUNTS.join(', ')})
    SELECT bucket, channel_id, phone_number_id,
           CASE WHEN outcome = 'failed' THEN error_class END, CASE WHEN outcome = 'failed' THEN error_code END,
           count(*) FILTER (WHERE counted = 'received'),
           count(*) FILTER (WHERE outcome = 'succeeded'),
           count(*) FILTER (WHERE outcome = 'failed'),
           count(*) FILTER (WHERE delivered),
           count(*) FILTER (WHERE read),
           count(*) FILTER (WHERE counted = 'apart')
      FROM gone WHERE channel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (bucket, channel_id, phone_number_id, (coalesce(error_class, '')), (coalesce(error_code, -1)))
    DO UPDATE SET ${COUNTS.map((count) => `${count} = s.${count} + excluded.${count}`).join(', ')}
  ), noted AS (
    UPDATE forgotten SET up_to = greatest(up_to, newest.message_id)
      FROM (SELECT message_id FROM gone ORDER BY message_id DESC LIMIT 1) AS newest
  )
  SELECT (SELECT count(*)::int FROM gone) AS done,
         (SELECT message_id FROM page ORDER BY message_id DESC LIMIT 1) AS last,
         coalesce((SELECT bool_or(is_old) FROM page), false) AS has_old`;
