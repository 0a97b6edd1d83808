import {
  messageChanged,
  messageStored,
  newId,
  noteChanged,
  NO_CHANNEL,
  operationPerformed,
  sessionChanged,
  type AuditedAction,
  type countedAs,
  type DataOf,
} from '@wabx/contracts';
import { toOutboxFact, type OutboxFact } from '@wabx/messaging';
import { enqueue, inOrder } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import type { Locks } from '../locks.js';
import { makeClosedSessionsFindable, makeMessagesFindable } from '../search/searchable.js';
import { selectMessages, toMessageView, type MessageRow } from '../messages/message-view.js';
import { actorId } from './acted-by.js';
import type { Actor } from './refusal.js';
import { audienceOf, type Ownership } from './rights.js';
import { ownershipOf, selectSessions, toSessionView, type SessionRow } from './session-view.js';

type Change = DataOf<typeof sessionChanged>['change'];

/** Of the event that caused it, where several are handled at once; else it is of the trace in hand. */
interface Caused {
  traceparent?: string | undefined;
}

/** One thing that happened to a session; each gets the session's next event number. */
export type Happening =
  | {
      type: 'session';
      sessionId: string;
      change: Change;
      actor?: Actor | undefined;
      note?: string | undefined;
      closeReason?: string | undefined;
      details?: object | undefined;
      /** Of what somebody decided about it: whose it was, for the audit. */
      ownerBefore?: Ownership | undefined;
      /** Who saw it before and may not any more. */
      audienceBefore?: string[] | undefined;
    }
  | ({ type: 'stored'; sessionId: string; messageId: string; counted: (typeof countedAs)[number] } & Caused)
  /** `isAnew`: what it says is another thing now, or it is not shown any more. */
  | ({ type: 'changed'; sessionId: string; messageId: string; isAnew?: true } & Caused)
  | { type: 'note'; sessionId: string; messageId: string; change: DataOf<typeof noteChanged>['change'] };

/**
 * Numbers what happened, writes the timeline and hands the facts to the outbox: the last step of every transaction
 * that changes a session, so that views show the state that is committed. The sessions are locked. `also` goes out before
 * the facts. Answers the messages that something happened to.
 */
export async function record(
  tx: EntityManager,
  configuration: Configuration,
  locks: Locks,
  happenings: Happening[],
  also: OutboxFact[] = [],
): Promise<Map<string, MessageRow>> {
  if (happenings.length === 0) return new Map();
  const counts = new Map<string, number>();
  for (const { sessionId } of happenings) counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
  locks.assertHeld('sessions', counts.keys());
  const [rows, messages] = await inOrder([
    tx.query<SessionRow[]>(NUMBER, [[...counts.keys()], [...counts.values()]]),
    messagesOf(tx, happenings),
  ]);
  const sessions = new Map(rows.map((row) => [row.id, row]));
  // Alone: it asks for more after an answer, and must not do so when another part has ended the transaction.
  await makeFindable(tx, happenings, sessions, messages);
  const nextNo = new Map([...sessions.values()].map((row) => [row.id, row.event_no]));
  const numbered = happenings.map((happening) => {
    const eventNo = (nextNo.get(happening.sessionId) ?? 0) + 1;
    nextNo.set(happening.sessionId, eventNo);
    return { happening, eventNo };
  });
  for (const row of sessions.values()) row.event_no = nextNo.get(row.id) ?? row.event_no;
  const facts = numbered.map(({ happening, eventNo }) => {
    const session = sessions.get(happening.sessionId);
    if (!session) throw new Error(`session ${happening.sessionId} is not there to be recorded`);
    return toOutbox(happening, eventNo, session, messages, configuration);
  });
  const deeds = happenings.flatMap((happening) => toDeed(happening, sessions) ?? []);
  await inOrder([writeTimeline(tx, numbered), enqueue(tx, [...also, ...facts, ...deeds])]);
  return messages;
}

/** Answers the sessions with the numbers they had before. */
const NUMBER = `
  WITH numbered AS (
    UPDATE session s SET event_no = s.event_no + n.count
    FROM unnest($1::uuid[], $2::integer[]) AS n (id, count) WHERE s.id = n.id
  ) ${selectSessions} WHERE s.id = ANY($1)`;

function toOutbox(
  happening: Happening,
  eventNo: number,
  row: SessionRow,
  messages: Map<string, MessageRow>,
  configuration: Configuration,
): OutboxFact {
  const audience = audienceOf(ownershipOf(row), configuration);
  const session = toSessionView(row, configuration);
  if (happening.type === 'session') {
    const { change, actor, note, closeReason, audienceBefore = [] } = happening;
    const losers = audienceBefore.filter((extension) => !audience.includes(extension));
    const by = actor && actorId(actor);
    const data = { change, eventNo, session, actor: by, note, closeReason, audience, losers };
    return toOutboxFact(sessionChanged, row.channel_id, data, { orderKey: row.id });
  }
  const stored = messages.get(happening.messageId);
  if (!stored) throw new Error(`message ${happening.messageId} is not there to be recorded`);
  const message = toMessageView(stored, configuration);
  if (happening.type === 'changed') {
    // With the session where what is shown of its last message may be another thing now.
    const isRewritten = happening.isAnew || message.editedAt !== undefined || message.revokedAt !== undefined;
    const data = { eventNo, message, audience, ...(isRewritten ? { session } : {}) };
    return toOutboxFact(messageChanged, row.channel_id, data, { orderKey: row.id, traceparent: happening.traceparent });
  }
  if (happening.type === 'note') {
    const data = { change: happening.change, eventNo, note: message, session, audience };
    return toOutboxFact(noteChanged, row.channel_id, data, { orderKey: row.id });
  }
  const { counted, traceparent } = happening;
  const data = { eventNo, counted, phoneNumberId: row.phone_number_id, message, session, audience };
  return toOutboxFact(messageStored, row.channel_id, data, { orderKey: row.id, traceparent });
}

const deeds: Partial<Record<Change, AuditedAction>> = {
  released: 'session.release',
  transferred: 'session.transfer',
  closed: 'session.close',
  reopened: 'session.reopen',
  'message-decided': 'message.decide',
};

/** For the audit: what a supervisor or a system did to a session. What agents do is on its timeline. */
function toDeed(happening: Happening, sessions: Map<string, SessionRow>): OutboxFact | undefined {
  if (happening.type !== 'session' || happening.actor?.kind !== 'supervisor') return undefined;
  const { change, sessionId, actor, ownerBefore, details = {} } = happening;
  const action = deeds[change];
  const row = sessions.get(sessionId);
  if (!action || !row) throw new Error(`the audit does not know that a supervisor can do this to a session: ${change}`);
  const { kind: _, ...by } = actor;
  const operation = {
    operationId: newId(),
    by,
    action,
    targetId: sessionId,
    before: ownerBefore && { ...ownerBefore },
    after: { ...(ownerBefore ? ownershipOf(row) : details) },
    filter: {},
    startedAt: new Date().toISOString(),
  };
  return toOutboxFact(operationPerformed, NO_CHANNEL, operation, { orderKey: `audit:${sessionId}` });
}

async function messagesOf(tx: EntityManager, happenings: Happening[]): Promise<Map<string, MessageRow>> {
  const ids = happenings.flatMap((happening) => (happening.type === 'session' ? [] : [happening.messageId]));
  if (ids.length === 0) return new Map();
  const rows = (await tx.query(`${selectMessages} WHERE m.id = ANY($1)`, [ids])) as MessageRow[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** What is new, and what was edited; what else happens to a message changes nothing that is searched. */
async function makeFindable(
  tx: EntityManager,
  happenings: Happening[],
  sessions: Map<string, SessionRow>,
  messages: Map<string, MessageRow>,
): Promise<void> {
  const anew = new Set(
    happenings.flatMap((happening) =>
      happening.type === 'stored' || happening.type === 'note' || (happening.type === 'changed' && happening.isAnew)
        ? [happening.messageId]
        : [],
    ),
  );
  const touched = [...messages.values()].flatMap(({ id, session_id, content, edited, details, joined_to }) =>
    session_id && !joined_to && (edited || anew.has(id)) ? [{ id, session_id, content, edited, details }] : [],
  );
  const isClosed = (sessionId: string) => sessions.get(sessionId)?.state === 'closed';
  await makeMessagesFindable(
    tx,
    touched.filter(({ session_id }) => !isClosed(session_id)),
  );
  const closed = happenings.filter((happening) => happening.type === 'session' && happening.change === 'closed');
  const changed = [...closed.map(({ sessionId }) => sessionId), ...touched.map(({ session_id }) => session_id)];
  await makeClosedSessionsFindable(tx, [...new Set(changed.filter(isClosed))]);
}

async function writeTimeline(tx: EntityManager, numbered: { happening: Happening; eventNo: number }[]): Promise<void> {
  const rows = numbered.flatMap(({ happening, eventNo }) =>
    happening.type === 'session'
      ? [
          {
            session_id: happening.sessionId,
            event_no: eventNo,
            change: happening.change,
            actor: happening.actor ? actorId(happening.actor) : null,
            note: happening.note ?? null,
            details: happening.details ?? (happening.closeReason ? { reason: happening.closeReason } : null),
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO timeline (session_id, event_no, change, at, actor, note, details)
     SELECT session_id, event_no, change, wabx.now(), actor, note, details
     FROM jsonb_to_recordset($1::jsonb)
       AS r(session_id uuid, event_no integer, change text, actor text, note text, details jsonb)`,
    [JSON.stringify(rows)],
  );
}
