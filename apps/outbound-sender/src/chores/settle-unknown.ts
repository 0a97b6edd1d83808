import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { changeSends, changing, deleteSteps } from '../store/record-changes.js';
import type { Send } from '../store/send.js';

const REVIEW_AFTER_SECONDS = 15 * 60;
/** As long as a stream keeps events: what has not appeared by then never will. */
const PARKED_DAYS = 8;
/** Longer than every stream and Meta's retries, so that a late copy still finds its message. */
const KEPT_DAYS = 45;

const OVERDUE = `state = 'unknown' AND unknown_since < wabx.now() - interval '${REVIEW_AFTER_SECONDS} s'`;

/** `unknown` for which no evidence came in 15 minutes: an agent decides. Later evidence still wins. */
export async function askForReview(source: DataSource, { limit }: { limit: number }): Promise<Send[]> {
  return await inTransaction(source, async (tx) => {
    const overdue: { message_id: string; conversation_id: string }[] = await tx.query(
      `SELECT message_id, conversation_id FROM send WHERE ${OVERDUE} LIMIT $1`,
      [limit],
    );
    if (overdue.length === 0) return [];
    const conversationIds = overdue.map((row) => row.conversation_id);
    await lockConversations(tx, conversationIds);
    const messageIds = overdue.map((row) => row.message_id);
    const changed = await changeSends(tx, ASK_FOR_REVIEW, [messageIds, JSON.stringify(ownError('outcome-unknown'))]);
    await refreshConversations(tx, conversationIds);
    return changed;
  });
}

const ASK_FOR_REVIEW = changing({
  set: `state = 'needs_review', reason = NULL, error = $2::jsonb`,
  where: `message_id = ANY($1::uuid[]) AND ${OVERDUE}`,
});

export async function forgetParkedStatuses(source: DataSource, { limit }: { limit: number }): Promise<number> {
  const rows: unknown[] = await source.query(
    `WITH gone AS (
       DELETE FROM status_parked WHERE ctid IN (
         SELECT ctid FROM status_parked WHERE parked_at < wabx.now() - interval '${PARKED_DAYS} days' LIMIT $1)
       RETURNING 1
     ) SELECT 1 FROM gone`,
    [limit],
  );
  return rows.length;
}

/** Forgets sends that ended 45 days ago. */
export async function purgeEndedSends(source: DataSource, { limit }: { limit: number }): Promise<number> {
  return await inTransaction(source, async (tx) => {
    const sends: { message_id: string }[] = await tx.query(
      `WITH gone AS (
         DELETE FROM send WHERE message_id IN (
           SELECT message_id FROM send
            WHERE state IN ('needs_review', 'sent', 'failed', 'cancelled', 'delivered', 'read', 'played')
              AND changed_at < wabx.now() - interval '${KEPT_DAYS} days'
            ORDER BY changed_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING message_id
       ) SELECT message_id FROM gone`,
      [limit],
    );
    await deleteSteps(tx, sends);
    return sends.length;
  });
}
