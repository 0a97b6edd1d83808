import { inOrder, inTransaction, prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Transition } from '../rules/after-call.js';
import { FAILED, SENT } from '../rules/delivery-status.js';
import { refreshConversations } from './conversations.js';
import { factColumns, recordChangesFrom, rfc3339 } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

export interface Outcome {
  /** As it was picked, or started. */
  send: Send;
  /** The replica that started it; undefined for one that was not started. */
  startedBy?: string;
  transition: Transition;
}

export interface Settled {
  message_id: string;
  phone_number_id: string;
  /** Meta has accepted another attempt before. */
  isDouble: boolean;
}

/**
 * Writes what became of replies, with the fact and the step of the timeline, each only on the very state that it is about:
 * a status may have been faster than the answer. A late answer also settles what has become `unknown` meanwhile.
 */
export async function settleSends(source: DataSource, outcomes: readonly Outcome[]): Promise<Settled[]> {
  return await inTransaction(source, async (tx) => {
    const [settled] = await inOrder([
      tx.query(SETTLE, [
        outcomes.map(({ send }) => send.message_id),
        outcomes.map(({ send }) => send.conversation_id),
        outcomes.map(({ send }) => send.attempt),
        outcomes.map(({ startedBy }) => startedBy ?? null),
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
        outcomes.map(({ transition }) => (transition.countPairRefusal ? 1 : 0)),
        ...factColumns(outcomes.map(asSettled)),
        outcomes.map(({ send }) => send.state_no),
      ]) as Promise<Settled[]>,
      refreshConversations(
        tx,
        outcomes.map(({ send }) => send.conversation_id),
      ),
    ]);
    return settled;
  });
}

const SETTLE = prepared(
  'settle_sends',
  `WITH asked AS MATERIALIZED (
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[], $8::text[],
                          $9::boolean[], $10::float8[], $11::int[], $12::int[], $13::boolean[], $14::int[],
                          $15::int[], $16::text[], $17::text[], $18::jsonb[], $19::jsonb[], $20::int[])
       AS n (message_id, conversation_id, attempt, started_by, state, reason, error, wa_message_id, undo, delay, retry, strike,
             upload, rank, pair_refusal, subject, order_key, payload, headers, state_no)
   ),
   locked AS MATERIALIZED (
     SELECT asked.* FROM conversation c JOIN asked USING (conversation_id) ORDER BY c.conversation_id FOR UPDATE OF c
   ),
   clock AS MATERIALIZED (SELECT wabx.now() AS now FROM (SELECT count(*) FROM locked) AS all_locked),
   settled AS (
     UPDATE send s
        SET state = n.state, state_no = s.state_no + 1, reason = n.reason,
            error = CASE WHEN n.delay IS NULL THEN n.error ELSE jsonb_set(n.error, '{nextAt}', to_jsonb(
              ${rfc3339('clock.now + make_interval(secs => n.delay)')})) END,
            wa_message_id = coalesce(n.wa_message_id, s.wa_message_id),
            meta_rank = greatest(s.meta_rank, n.rank),
            evidence[s.attempt] = greatest(s.evidence[s.attempt], nullif(n.rank, 0)),
            attempt = s.attempt - CASE WHEN n.undo THEN 1 ELSE 0 END,
            next_at = CASE WHEN n.delay IS NOT NULL THEN clock.now + make_interval(secs => n.delay) END,
            unknown_since = CASE WHEN n.state = 'unknown' THEN clock.now END,
            retries = s.retries + n.retry, strikes = s.strikes + n.strike,
            pair_refusals = s.pair_refusals + n.pair_refusal,
            upload = s.upload OR n.upload, changed_at = clock.now
       FROM locked n, clock
      WHERE s.message_id = n.message_id
        AND (s.state_no = n.state_no
             OR s.state IN ('unknown', 'needs_review') AND s.started_by = n.started_by AND s.attempt = n.attempt)
        AND s.state IN ('queued', 'retry_wait', 'sending', 'unknown', 'needs_review')
        AND NOT (s.state <> 'sending' AND n.state = 'unknown')
     RETURNING s.message_id, s.phone_number_id, s.state, s.state_no, s.attempt, s.reason, s.error, s.changed_at,
               n.rank > 0 AND (SELECT count(*) FROM unnest(s.evidence) AS rank WHERE rank <> ${FAILED}) > 1 AS is_double
   ),
   ${recordChangesFrom('settled')}
   SELECT settled.message_id, settled.phone_number_id, is_double AS "isDouble" FROM settled, enqueued`,
);

/** The row as the statement leaves it, as far as its fact tells of it. */
function asSettled({ send, transition }: Outcome): Send {
  const { state, undoAttempt, waMessageId, reason, error } = transition;
  return {
    ...send,
    state,
    attempt: send.attempt - (undoAttempt ? 1 : 0),
    wa_message_id: waMessageId ?? send.wa_message_id,
    reason: reason ?? null,
    error: error ?? null,
  };
}

/** What a replica has begun and not settled. */
export async function sendingBy(source: DataSource, replicaId: string): Promise<Send[]> {
  return await source.query(`SELECT ${sendColumns('s')} FROM send s WHERE state = 'sending' AND started_by = $1`, [
    replicaId,
  ]);
}
