import { sendChanged } from '@wabx/contracts';
import { toOutboxFact, type OutboxFact } from '@wabx/messaging';
import { enqueue, enqueueFrom, inOrder, prepared } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { Send } from './send.js';

/**
 * Everything that follows from a change of state, in the transaction that made it: the fact for the router and for
 * stats, and the step of the timeline. Pass the rows as they are after the change, in the order of the changes.
 */
export async function recordChanges(tx: EntityManager, changed: readonly Send[]): Promise<void> {
  if (changed.length === 0) return;
  await inOrder([
    enqueue(tx, toTell(changed).map(toFact)),
    tx.query(ADD_STEPS, [
      changed.map((send) => send.message_id),
      changed.map((send) => send.attempt),
      changed.map((send) => send.state),
      changed.map((send) => send.reason),
      changed.map((send) => (send.error ? JSON.stringify(send.error) : null)),
      changed.map((send) => send.changed_at),
    ]),
  ]);
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

const ADD_STEPS = prepared(
  'add_steps',
  `INSERT INTO send_step (message_id, attempt, state, reason, error, at)
   SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])`,
);

/** Completes the timeline with what has become known after something that came later; no state changes by it. */
export async function recordLateSteps(tx: EntityManager, late: readonly Send[]): Promise<void> {
  if (late.length === 0) return;
  await tx.query(
    `INSERT INTO send_step (message_id, attempt, state, at)
     SELECT DISTINCT ON (n.message_id, n.attempt, n.state) n.*
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[]) AS n (message_id, attempt, state, at)
      WHERE NOT EXISTS (SELECT 1 FROM send_step s
                         WHERE s.message_id = n.message_id AND s.attempt = n.attempt AND s.state = n.state)`,
    [
      late.map((send) => send.message_id),
      late.map((send) => send.attempt),
      late.map((send) => send.state),
      late.map((send) => send.changed_at),
    ],
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
export function toFact(send: Send): OutboxFact {
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

/**
 * The same as {@link recordChanges} for a statement that changes sends and tells of it in one: the text of `WITH` parts for
 * the rows of the part `changed`. Their facts are columns of the part `asked`, as `factColumns` gives them; number and time
 * of the change and its error are set here. The last part, `enqueued`, is to be read from.
 */
export function recordChangesFrom(changed: string): string {
  return `stepped AS (
     INSERT INTO send_step (message_id, attempt, state, reason, error, at)
     SELECT message_id, attempt, state, reason, error, changed_at FROM ${changed}
   ),
   told AS (
     SELECT asked.subject, asked.order_key, asked.headers,
            jsonb_set(asked.payload, '{data}', asked.payload -> 'data' || jsonb_strip_nulls(jsonb_build_object(
              'stateNo', ${changed}.state_no, 'at', ${rfc3339(`${changed}.changed_at`)}, 'error', ${changed}.error
            ))) AS payload
       FROM ${changed} JOIN asked USING (message_id)
   ),
   ${enqueueFrom('told')}`;
}

/** A moment as text; SQL. */
export const rfc3339 = (moment: string): string =>
  `to_char((${moment}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The facts of these changes as columns: subject text, order_key text, payload jsonb, headers jsonb. */
export function factColumns(changes: readonly Send[]) {
  const facts = changes.map(toFact);
  return [
    facts.map(({ subject }) => subject),
    facts.map(({ orderKey }) => orderKey),
    facts.map(({ payload }) => JSON.stringify(payload)),
    facts.map(({ headers }) => JSON.stringify(headers)),
  ];
}
