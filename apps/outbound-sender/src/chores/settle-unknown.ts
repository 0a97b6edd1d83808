import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { deleteSteps, recordChanges } from '../store/record-changes.js';
import { sendColumns, type Send } from '../store/send.js';

const REVIEW_AFTER_SECONDS = 15 * 60;
/** As long as a stream keeps events: what has not appeared by then never will. */
const PARKED_DAYS = 8;
/** Longer than every stream and Meta's retries, so that a late copy still finds its message. */
const KEPT_DAYS = 45;

/** `unknown` for which no evidence came in 15 minutes: an agent decides. Later evidence still wins. */
export async function askForReview(source: DataSource, { limit }: { limit: number }): Promise<Send[]> {
  return await changeOverdue(source, {
    overdue: `state = 'unknown' AND unknown_since < wabx.now() - make_interval(secs => $2)`,
    overdueBySeconds: REVIEW_AFTER_SECONDS,
    limit,
    assignments: `state = 'needs_review', error = $3::jsonb`,
    error: ownError('outcome-unknown'),
  });
}

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
            WHERE state IN ('needs_review', 'sent', 'failed', 'delivered', 'read', 'played')
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

async function changeOverdue(
  source: DataSource,
  change: { overdue: string; overdueBySeconds: number; limit: number; assignments: string; error: object | null },
): Promise<Send[]> {
  return await inTransaction(source, async (tx) => {
    const overdue: { message_id: string; conversation_id: string }[] = await tx.query(
      `SELECT message_id, conversation_id FROM send WHERE ${change.overdue} LIMIT $1`,
      [change.limit, change.overdueBySeconds],
    );
    if (overdue.length === 0) return [];
    const conversationIds = overdue.map((row) => row.conversation_id);
    await lockConversations(tx, conversationIds);
    const changed: Send[] = await tx.query(
      `WITH changed AS (
         UPDATE send s SET ${change.assignments}, state_no = s.state_no + 1, reason = NULL, changed_at = wabx.now()
          WHERE message_id = ANY($1::uuid[]) AND ${change.overdue} RETURNING s.*
       ) SELECT ${sendColumns('changed')} FROM changed`,
      [overdue.map((row) => row.message_id), change.overdueBySeconds, change.error && JSON.stringify(change.error)],
    );
    await recordChanges(tx, changed);
    await refreshConversations(tx, conversationIds);
    return changed;
  });
}
