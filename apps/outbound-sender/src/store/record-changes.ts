import { sendChanged } from '@wabx/contracts';
import { toOutboxFact, type OutboxFact } from '@wabx/messaging';
import { enqueue, inOrder, prepared } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import { sendColumns, type Send } from './send.js';

/** Changes sends by a statement made by {@link changing}, records the changes, and answers the sends as they are now. */
export async function changeSends(tx: EntityManager, statement: string, values: unknown[]): Promise<Send[]> {
  const changed: Send[] = await tx.query(statement, values);
  await recordChanges(tx, changed);
  return changed;
}

/** SQL that changes rows `s` of `send` at `clock.now`: what is set beside the number and the time of the change. */
export const changing = ({ set, from, where }: { set: string; from?: string; where: string }): string =>
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
   changed AS (
     UPDATE send s SET ${set}, state_no = s.state_no + 1, changed_at = clock.now
       FROM ${from ? `${from}, clock` : 'clock'} WHERE ${where} RETURNING s.*
   ) SELECT ${sendColumns('changed')} FROM changed ORDER BY conversation_id, sequence`;

/**
 * Everything that follows from a change of state, in the transaction that made it: the fact for the router and for
 * stats, and the step of the timeline. Pass the rows as they are after the change, in the order of the changes.
 */
export async function recordChanges(tx: EntityManager, changed: readonly Send[]): Promise<void> {
  if (changed.length === 0) return;
  await inOrder([enqueue(tx, toTell(changed).map(toFact)), tx.query(ADD_STEPS, [JSON.stringify(changed.map(toStep))])]);
}

/**
 * That a reply has come here and is being sent is over in a moment: people see its `accepted` until something has become of
 * it. Of several changes at once the last says all, but only `sent` says that Meta takes what the channel sends.
 */
function toTell(changed: readonly Send[]): Send[] {
  const last = new Map(changed.map((send) => [send.message_id, send]));
  return changed.filter((send) => {
    const { message_id, state, state_no, reason } = send;
    if (state === 'sending' || (state === 'queued' && state_no === 1 && reason === null)) return false;
    return state === 'sent' || last.get(message_id) === send;
  });
}

function toStep({ message_id, attempt, state, reason, error, changed_at }: Send) {
  return { message_id, attempt, state, reason, error, at: changed_at };
}

const STEPS = `jsonb_to_recordset($1::jsonb)
  AS n (message_id uuid, attempt int, state text, reason text, error jsonb, at timestamptz)`;
const ADD_STEPS = prepared(
  'add_steps',
  `INSERT INTO send_step (message_id, attempt, state, reason, error, at) SELECT * FROM ${STEPS}`,
);

/** Completes the timeline with what has become known after something that came later; no state changes by it. */
export async function recordLateSteps(tx: EntityManager, late: readonly Send[]): Promise<void> {
  if (late.length === 0) return;
  await tx.query(
    `INSERT INTO send_step (message_id, attempt, state, at)
     SELECT DISTINCT ON (message_id, attempt, state) message_id, attempt, state, at FROM ${STEPS}
      WHERE NOT EXISTS (SELECT FROM send_step s
                         WHERE s.message_id = n.message_id AND s.attempt = n.attempt AND s.state = n.state)`,
    [JSON.stringify(late.map(toStep))],
  );
}

/**
 * The steps of sends that this transaction has deleted. Not in the statement that deletes them: only afterwards has everybody
 * ended who had such a row and was adding a step.
 */
export async function deleteSteps(tx: EntityManager, deleted: readonly Pick<Send, 'message_id'>[]): Promise<void> {
  if (deleted.length === 0) return;
  await tx.query('DELETE FROM send_step WHERE message_id = ANY($1::uuid[])', [deleted.map((send) => send.message_id)]);
}

/** What the router and stats are told of a change: the row as it is after it. */
function toFact(send: Send): OutboxFact {
  const data = {
    messageId: send.message_id,
    phoneNumberId: send.phone_number_id,
    attempt: send.attempt,
    state: send.state,
    stateNo: send.state_no,
    at: send.changed_at.toISOString(),
    ...(send.wa_message_id ? { waMessageId: send.wa_message_id } : {}),
    ...(send.reason ? { reason: send.reason } : {}),
    ...(send.error ? { error: send.error } : {}),
    ...(send.decision ? { decision: send.decision } : {}),
  };
  return toOutboxFact(sendChanged, send.channel_id, data, {
    orderKey: send.message_id,
    traceparent: send.traceparent ?? undefined,
  });
}
