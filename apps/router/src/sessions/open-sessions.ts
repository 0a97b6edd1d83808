import { newId, type Person } from '@wabx/contracts';
import { inOrder } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import type { Locks } from '../locks.js';
import type { Happening } from './record.js';

/** A message on its way into a session. */
export interface Arrival {
  channelId: string;
  phoneNumberId: string;
  customerId: string;
  /** Only what a customer writes opens a session; the rest joins one that is there. */
  opens: boolean;
  idleSeconds: number;
  windowClosesAt: string | undefined;
  /** How Meta named the customer this time: the way our answers go back. */
  recipient: Pick<Person, 'waId' | 'userId'> | undefined;
}

export interface Place {
  conversationId: string;
  sessionId: string | undefined;
}

/** Finds or opens the session of each arrival; several arrivals of one customer share it. Appends what happened. */
export async function openSessions(
  tx: EntityManager,
  configuration: Configuration,
  locks: Locks,
  arrivals: Arrival[],
  happenings: Happening[],
): Promise<Place[]> {
  const pairs = groupByPair(arrivals);
  const [conversations] = await inOrder([
    upsertConversations(tx, pairs),
    closeOverdue(tx, [...pairs.values()], happenings),
  ]);
  const sessions = await upsertSessions(tx, configuration, locks, pairs, conversations, happenings);
  return arrivals.map((arrival) => {
    const conversationId = conversations.get(pairOf(arrival));
    if (!conversationId) throw new Error('a conversation upsert returned nothing');
    return { conversationId, sessionId: sessions.get(pairOf(arrival)) };
  });
}

/** What was written on the phone while no session was open is part of the customer's: they see it with the answer. */
export async function adoptMessages(tx: EntityManager, places: Place[], happenings: Happening[]): Promise<void> {
  const sessions = new Map(
    places.flatMap(({ conversationId, sessionId }) => (sessionId ? [[conversationId, sessionId]] : [])),
  );
  if (sessions.size === 0) return;
  const rows = (await tx.query(
    `WITH adopted AS (
       UPDATE message m SET session_id = s.id FROM unnest($1::uuid[], $2::uuid[]) AS s (conversation_id, id)
       WHERE m.conversation_id = s.conversation_id AND m.session_id IS NULL AND m.joined_to IS NULL
       RETURNING m.id, m.session_id, m.sent_at, m.position
     ) SELECT id, session_id FROM adopted ORDER BY sent_at, position, id`,
    [[...sessions.keys()], [...sessions.values()]],
  )) as { id: string; session_id: string }[];
  for (const { id, session_id } of rows) {
    happenings.push({ type: 'stored', sessionId: session_id, messageId: id, counted: 'apart' });
  }
}

/** The way back that Meta named last; of two at the same second always the same one, as in {@link wayOf}. */
const isNewerWay = `
  (excluded.reply_window_closes_at, coalesce(excluded.reply_user_id, '') COLLATE "C", coalesce(excluded.reply_wa_id, ''))
  > (v.reply_window_closes_at, coalesce(v.reply_user_id, '') COLLATE "C", coalesce(v.reply_wa_id, ''))`;

const wayOf = ({ windowClosesAt = '', recipient }: Arrival): string =>
  `${windowClosesAt} ${recipient?.userId ?? ''} ${recipient?.waId ?? ''}`;

async function upsertConversations(tx: EntityManager, pairs: Map<string, Arrival>): Promise<Map<string, string>> {
  const rows = [...pairs.values()].map((arrival) => ({
    id: newId(),
    channel_id: arrival.channelId,
    phone_number_id: arrival.phoneNumberId,
    customer_id: arrival.customerId,
    window_closes_at: arrival.windowClosesAt ?? null,
    wa_id: arrival.recipient?.waId ?? null,
    user_id: arrival.recipient?.userId ?? null,
  }));
  const upserted = (await tx.query(
    `INSERT INTO conversation AS v
       (id, channel_id, phone_number_id, customer_id, reply_window_closes_at, reply_wa_id, reply_user_id)
     SELECT id, channel_id, phone_number_id, customer_id, coalesce(window_closes_at, '-infinity'), wa_id, user_id
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, channel_id uuid, phone_number_id text, customer_id uuid,
       window_closes_at timestamptz, wa_id text, user_id text)
     ORDER BY phone_number_id, customer_id
     ON CONFLICT (phone_number_id, customer_id) DO UPDATE SET
       reply_window_closes_at = greatest(v.reply_window_closes_at, excluded.reply_window_closes_at),
       reply_wa_id = CASE WHEN ${isNewerWay} THEN excluded.reply_wa_id ELSE v.reply_wa_id END,
       reply_user_id = CASE WHEN ${isNewerWay} THEN excluded.reply_user_id ELSE v.reply_user_id END
     RETURNING id, phone_number_id, customer_id`,
    [JSON.stringify(rows)],
  )) as { id: string; phone_number_id: string; customer_id: string }[];
  return new Map(upserted.map((row) => [`${row.phone_number_id} ${row.customer_id}`, row.id]));
}

/** A message that finds its session past its idle time does not join it, also when the janitor is late. */
async function closeOverdue(tx: EntityManager, arrivals: Arrival[], happenings: Happening[]): Promise<void> {
  const opening = arrivals.filter(({ opens }) => opens);
  const overdue = (await tx.query(
    `WITH closed AS (
       UPDATE session s SET state = 'closed', closed_at = wabx.now(), close_reason = 'idle'
       FROM unnest($1::text[], $2::uuid[]) AS r (phone_number_id, customer_id)
       WHERE s.phone_number_id = r.phone_number_id AND s.customer_id = r.customer_id AND s.state = 'open'
         AND s.idle_closes_at <= wabx.now()
       RETURNING s.id
     ) SELECT id FROM closed ORDER BY id`,
    [opening.map(({ phoneNumberId }) => phoneNumberId), opening.map(({ customerId }) => customerId)],
  )) as { id: string }[];
  for (const { id } of overdue)
    happenings.push({ type: 'session', sessionId: id, change: 'closed', closeReason: 'idle' });
}

async function upsertSessions(
  tx: EntityManager,
  configuration: Configuration,
  locks: Locks,
  pairs: Map<string, Arrival>,
  conversations: Map<string, string>,
  happenings: Happening[],
): Promise<Map<string, string>> {
  const rows = [...pairs.entries()]
    .filter(([, arrival]) => arrival.opens)
    .map(([pair, arrival]) => {
      const wanted = configuration.number(arrival.channelId, arrival.phoneNumberId)?.destination;
      // Without a destination that exists the session is an orphan, visible as such, and routed as soon as there is one.
      const destination = wanted && configuration.exists(wanted) ? wanted : undefined;
      return {
        id: newId(),
        channel_id: arrival.channelId,
        phone_number_id: arrival.phoneNumberId,
        customer_id: arrival.customerId,
        conversation_id: conversations.get(pair),
        destination_type: destination?.type ?? null,
        destination_id: destination?.id ?? null,
        assignee: destination?.type === 'extension' ? destination.id : null,
        idle_seconds: arrival.idleSeconds,
      };
    });
  const opened = (await tx.query(
    `INSERT INTO session AS s (id, channel_id, phone_number_id, customer_id, conversation_id, destination_type,
                               destination_id, assignee, idle_seconds, opened_at, last_activity_at, idle_closes_at)
     SELECT r.*, wabx.now(), wabx.now(), wabx.now() + make_interval(secs => r.idle_seconds)
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, channel_id uuid, phone_number_id text, customer_id uuid,
       conversation_id uuid, destination_type text, destination_id uuid, assignee uuid, idle_seconds integer)
     ORDER BY phone_number_id, customer_id
     ON CONFLICT (phone_number_id, customer_id) WHERE state = 'open' DO UPDATE SET
       last_activity_at = greatest(s.last_activity_at, excluded.last_activity_at),
       idle_seconds = excluded.idle_seconds,
       idle_closes_at = greatest(s.idle_closes_at, excluded.idle_closes_at)
     RETURNING s.id, s.phone_number_id, s.customer_id`,
    [JSON.stringify(rows)],
  )) as { id: string; phone_number_id: string; customer_id: string }[];
  const sessions = new Map(opened.map((row) => [`${row.phone_number_id} ${row.customer_id}`, row.id]));
  const candidates = new Set(rows.map(({ id }) => id));
  const anew = [...sessions.values()].filter((id) => candidates.has(id));
  locks.addMade('sessions', anew);
  for (const id of anew) happenings.push({ type: 'session', sessionId: id, change: 'opened' });
  const joining = [...pairs.entries()].filter(([pair]) => !sessions.has(pair));
  for (const [pair, id] of await openOnes(
    tx,
    joining.map(([, arrival]) => arrival),
  ))
    sessions.set(pair, id);
  return sessions;
}

async function openOnes(tx: EntityManager, arrivals: Arrival[]): Promise<[string, string][]> {
  if (arrivals.length === 0) return [];
  const rows = (await tx.query(
    `SELECT s.id, s.phone_number_id, s.customer_id
     FROM session s JOIN unnest($1::text[], $2::uuid[]) AS r (phone_number_id, customer_id)
       USING (phone_number_id, customer_id)
     WHERE s.state = 'open'`,
    [arrivals.map(({ phoneNumberId }) => phoneNumberId), arrivals.map(({ customerId }) => customerId)],
  )) as { id: string; phone_number_id: string; customer_id: string }[];
  return rows.map((row) => [`${row.phone_number_id} ${row.customer_id}`, row.id]);
}

/** One arrival for each (number, customer) of the batch: an upsert must not touch a row twice. */
function groupByPair(arrivals: Arrival[]): Map<string, Arrival> {
  const pairs = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const present = pairs.get(pairOf(arrival));
    const leading = present && wayOf(present) >= wayOf(arrival) ? present : arrival;
    pairs.set(pairOf(arrival), { ...leading, opens: arrival.opens || (present?.opens ?? false) });
  }
  return pairs;
}

const pairOf = ({ phoneNumberId, customerId }: Arrival): string => `${phoneNumberId} ${customerId}`;
