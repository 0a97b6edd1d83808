import { newId } from '@wabx/contracts';
import type { EntityManager } from 'typeorm';
import type { Locks, Target } from '../locks.js';
import type { Place } from '../sessions/open-sessions.js';
import type { Happening } from '../sessions/record.js';
import type { Fresh } from './amend-targets.js';
import { mentionedBy, targetOf } from './claim-keys.js';

/*
 * A stand-in is shown in the place of a message that we do not have, while somebody has reacted to it or edited it. It has
 * Meta's id of that message, so that the message takes its place when it comes; what is shown of it is read from the
 * reactions and edits as for any message.
 */

/** A message that is there, by Meta's id. */
interface Known {
  id: string;
  session_id: string | null;
  kind: string;
  /** Written by an agent of ours. */
  isOurs: boolean;
}

/** What there is of messages, by {@link keyOf}. */
export async function knownMessages(tx: EntityManager, targets: Target[]): Promise<Map<string, Known>> {
  if (targets.length === 0) return new Map();
  const rows = (await tx.query(
    `SELECT m.id, m.session_id, m.kind, m.origin = 'agent' AS "isOurs", m.phone_number_id, m.wa_message_id FROM message m
     JOIN unnest($1::text[], $2::text[]) AS t (phone_number_id, wa_message_id) USING (phone_number_id, wa_message_id)
     WHERE m.joined_to IS NULL ORDER BY m.kind = 'stand_in' DESC`,
    columnsOf(targets),
  )) as (Known & { phone_number_id: string; wa_message_id: string })[];
  return new Map(
    rows.map((row) => [keyOf({ phoneNumberId: row.phone_number_id, waMessageId: row.wa_message_id }), row]),
  );
}

/** Whether what this event is about has to be shown by itself: nobody sees it in a session. */
export function standsAlone({ data }: Fresh, known: Map<string, Known>, opening: Set<string>): boolean {
  const waMessageId = mentionedBy(data.content);
  if (!waMessageId) return false;
  const key = keyOf({ phoneNumberId: data.phoneNumberId, waMessageId });
  if (opening.has(key)) return false;
  const target = known.get(key);
  return !target || target.kind === 'stand_in' || target.session_id === null;
}

/** Shows each mention of a message that we do not have: one stand-in for a message, whoever mentions it how often. */
export async function storeStandIns(
  tx: EntityManager,
  locks: Locks,
  mentions: { fresh: Fresh; place: Place }[],
  known: Map<string, Known>,
  happenings: Happening[],
): Promise<void> {
  const rows = new Map<string, ReturnType<typeof toRow>>();
  for (const mention of mentions) {
    const row = toRow(mention, known);
    // It is there, though in no session yet: the session that was opened for it shows it.
    if (row.known && row.known.kind !== 'stand_in') continue;
    const other = rows.get(row.key);
    rows.set(row.key, other ? merged(other, row) : row);
  }
  if (rows.size === 0) return;
  const stored = (await tx.query(
    `INSERT INTO message AS m (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                               wa_message_id, state, content, sent_at, received_at, position)
     SELECT r.id, r.session_id, r.conversation_id, r.channel_id, r.phone_number_id,
            CASE r.origin WHEN 'phone' THEN 'outbound' ELSE 'inbound' END, r.origin, 'stand_in', r.wa_message_id,
            CASE r.origin WHEN 'phone' THEN 'sent' ELSE 'received' END, r.content, r.sent_at, r.received_at, r.position
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, session_id uuid, conversation_id uuid, channel_id uuid,
       phone_number_id text, origin text, wa_message_id text, content jsonb, sent_at timestamptz, received_at timestamptz,
       position bigint)
     ORDER BY r.id
     ON CONFLICT (id) DO UPDATE SET
       session_id = coalesce(excluded.session_id, m.session_id), conversation_id = excluded.conversation_id,
       direction = least(m.direction, excluded.direction), origin = least(m.origin, excluded.origin),
       content = CASE WHEN excluded.content ->> 'kind' = 'unknown' THEN excluded.content ELSE m.content END,
       state = least(m.state, excluded.state), sent_at = greatest(m.sent_at, excluded.sent_at),
       position = CASE WHEN m.sent_at < excluded.sent_at THEN excluded.position ELSE m.position END
     RETURNING id, session_id`,
    [JSON.stringify([...rows.values()])],
  )) as { id: string; session_id: string | null }[];
  const before = new Set([...rows.values()].flatMap((row) => (row.known ? [row.known.id] : [])));
  for (const { id, session_id: sessionId } of stored) {
    if (!sessionId) continue;
    if (before.has(id)) happenings.push({ type: 'changed', sessionId, messageId: id, isAnew: true });
    else happenings.push({ type: 'stored', sessionId, messageId: id, counted: 'apart' });
  }
  // One of our own replies may have got its id meanwhile.
  await joinStandIns(tx, locks, [...rows.values()].map(toTarget), happenings);
}

/** Takes away the stand-ins of messages that are there under an id of ours. */
export async function joinStandIns(
  tx: EntityManager,
  locks: Locks,
  targets: Target[],
  happenings: Happening[],
): Promise<void> {
  if (targets.length === 0) return;
  const joined = (await tx.query(
    `WITH joined AS (
       UPDATE message s SET joined_to = m.id
       FROM message m, unnest($1::text[], $2::text[]) AS t (phone_number_id, wa_message_id)
       WHERE s.phone_number_id = t.phone_number_id AND s.wa_message_id = t.wa_message_id AND s.kind = 'stand_in'
         AND s.joined_to IS NULL AND m.phone_number_id = t.phone_number_id AND m.wa_message_id = t.wa_message_id
         AND m.kind <> 'stand_in' AND m.joined_to IS NULL
       RETURNING s.id, s.session_id, m.id AS target_id, m.session_id AS target_session
     ) SELECT * FROM joined ORDER BY id`,
    columnsOf(targets),
  )) as { id: string; session_id: string | null; target_id: string; target_session: string | null }[];
  for (const { id, session_id, target_id, target_session } of joined) {
    if (session_id) happenings.push({ type: 'changed', sessionId: session_id, messageId: id, isAnew: true });
    if (target_session) happenings.push({ type: 'changed', sessionId: target_session, messageId: target_id });
  }
  locks.assertHeld(
    'sessions',
    joined.flatMap(({ session_id, target_session }) => [session_id, target_session].filter((id) => id !== null)),
  );
}

/** What is shown where there was an edit and none could be read. */
const unreadEdit = { kind: 'unknown', unknown: { type: 'edit' } } as const;

function toRow({ fresh: { event, data }, place }: { fresh: Fresh; place: Place }, known: Map<string, Known>) {
  const target = { phoneNumberId: data.phoneNumberId, waMessageId: targetOf(data.content) ?? '' };
  const key = keyOf(target);
  const there = known.get(key);
  return {
    key,
    known: there,
    id: there?.id ?? newId(),
    session_id: place.sessionId ?? null,
    conversation_id: place.conversationId,
    channel_id: event.channelId,
    phone_number_id: target.phoneNumberId,
    wa_message_id: target.waMessageId,
    origin: data.origin,
    content:
      data.content.kind === 'reaction' ? { kind: 'reaction', reaction: { target: target.waMessageId } } : unreadEdit,
    sent_at: data.sentAt,
    received_at: data.receivedAt,
    position: event.sequence,
  };
}

type Row = ReturnType<typeof toRow>;

/** Of two mentions of one message the newer one; a customer's word makes it the customer's. */
function merged(one: Row, other: Row): Row {
  const newer = one.sent_at < other.sent_at ? other : one;
  const customers = [one, other].find(({ origin }) => origin === 'customer') ?? one;
  const { session_id, conversation_id, origin } = customers;
  const { content } = [one, other].find((row) => row.content.kind === 'unknown') ?? one;
  return { ...newer, id: one.id, session_id, conversation_id, origin, content };
}

export const keyOf = ({ phoneNumberId, waMessageId }: Target): string => `${phoneNumberId} ${waMessageId}`;
const toTarget = (row: Row): Target => ({ phoneNumberId: row.phone_number_id, waMessageId: row.wa_message_id });
const columnsOf = (targets: Target[]): string[][] => [
  targets.map(({ phoneNumberId }) => phoneNumberId),
  targets.map(({ waMessageId }) => waMessageId),
];
