import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Transition } from '../sending/after-call.js';
import { lockConversations, refreshConversations } from './conversations.js';
import { recordChanges } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

export interface Outcome {
  send: Pick<Send, 'message_id' | 'conversation_id' | 'attempt' | 'claim'>;
  transition: Transition;
}

/**
 * Writes what became of claimed sends, each only if nobody has settled this very claim before: a status may have been
 * faster than the answer, or the claim may have been given up as `unknown`, which a late answer still settles.
 */
export async function settleSends(source: DataSource, outcomes: readonly Outcome[]): Promise<Send[]> {
  return await inTransaction(source, async (tx) => {
    const conversationIds = outcomes.map(({ send }) => send.conversation_id);
    // In this order, without a wait in between.
    const [, settled] = await Promise.all([lockConversations(tx, conversationIds), update(tx, outcomes)]);
    await Promise.all([recordChanges(tx, settled), refreshConversations(tx, conversationIds)]);
    return settled;
  });
}

async function update(tx: EntityManager, outcomes: readonly Outcome[]): Promise<Send[]> {
  return await tx.query(
    `WITH settled AS (
       UPDATE send s
          SET state = n.state, state_no = s.state_no + 1, reason = n.reason, error = n.error,
              wa_message_id = coalesce(n.wa_message_id, s.wa_message_id),
              attempt = s.attempt - CASE WHEN n.undo THEN 1 ELSE 0 END,
              claim = CASE WHEN n.state = 'unknown' THEN s.claim END,
              next_at = CASE WHEN n.delay IS NOT NULL THEN wabx.now() + make_interval(secs => n.delay) END,
              unknown_since = CASE WHEN n.state = 'unknown' THEN wabx.now() END,
              retries = s.retries + n.retry, strikes = s.strikes + n.strike,
              upload = s.upload OR n.upload, changed_at = wabx.now()
         FROM jsonb_to_recordset($1::jsonb) AS n (
                message_id uuid, attempt int, claim uuid, state text, reason text, error jsonb, wa_message_id text,
                undo boolean, delay float8, retry int, strike int, upload boolean)
        WHERE s.message_id = n.message_id AND s.attempt = n.attempt AND s.claim = n.claim
          AND s.state IN ('queued', 'retry_wait', 'sending', 'unknown', 'needs_review')
          AND NOT (s.state <> 'sending' AND n.state = 'unknown')
       RETURNING s.*
     ) SELECT ${sendColumns('settled')} FROM settled ORDER BY message_id`,
    [
      JSON.stringify(
        outcomes.map(({ send, transition }) => ({
          message_id: send.message_id,
          attempt: send.attempt,
          claim: send.claim,
          state: transition.state,
          reason: transition.reason,
          error: transition.error,
          wa_message_id: transition.waMessageId,
          undo: transition.undoAttempt ?? false,
          delay: transition.delaySeconds,
          retry: transition.countRetry ? 1 : 0,
          strike: transition.countStrike ? 1 : 0,
          upload: transition.upload ?? false,
        })),
      ),
    ],
  );
}
