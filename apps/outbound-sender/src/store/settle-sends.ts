import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Transition } from '../sending/after-call.js';
import { SENT } from '../statuses/delivery-status.js';
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
              meta_rank = greatest(s.meta_rank, n.rank),
              attempt = s.attempt - CASE WHEN n.undo THEN 1 ELSE 0 END,
              claim = CASE WHEN n.state = 'unknown' THEN s.claim END,
              next_at = CASE WHEN n.delay IS NOT NULL THEN wabx.now() + make_interval(secs => n.delay) END,
              unknown_since = CASE WHEN n.state = 'unknown' THEN wabx.now() END,
              retries = s.retries + n.retry, strikes = s.strikes + n.strike,
              upload = s.upload OR n.upload, changed_at = wabx.now()
         FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::boolean[],
                     $9::float8[], $10::int[], $11::int[], $12::boolean[], $13::int[])
              AS n (message_id, attempt, claim, state, reason, error, wa_message_id, undo, delay, retry, strike, upload, rank)
        WHERE s.message_id = n.message_id AND s.attempt = n.attempt AND s.claim = n.claim
          AND s.state IN ('queued', 'retry_wait', 'sending', 'unknown', 'needs_review')
          AND NOT (s.state <> 'sending' AND n.state = 'unknown')
       RETURNING s.*
     ) SELECT ${sendColumns('settled')} FROM settled ORDER BY message_id`,
    [
      outcomes.map(({ send }) => send.message_id),
      outcomes.map(({ send }) => send.attempt),
      outcomes.map(({ send }) => send.claim),
      outcomes.map(({ transition }) => transition.state),
      outcomes.map(({ transition }) => transition.reason),
      outcomes.map(({ transition: { error } }) => (error ? JSON.stringify(error) : null)),
      outcomes.map(({ transition }) => transition.waMessageId),
      outcomes.map(({ transition }) => transition.undoAttempt ?? false),
      outcomes.map(({ transition }) => transition.delaySeconds),
      outcomes.map(({ transition }) => (transition.countRetry ? 1 : 0)),
      outcomes.map(({ transition }) => (transition.countStrike ? 1 : 0)),
      outcomes.map(({ transition }) => transition.upload ?? false),
      // Meta's answer says what its status `sent` will say again.
      outcomes.map(({ transition: { state } }) => (state === 'sent' ? SENT : 0)),
    ],
  );
}
