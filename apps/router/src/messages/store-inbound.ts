import {
  limits,
  newId,
  type ChannelView,
  type DataOf,
  type InboundContent,
  type messageReceived,
} from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import { databaseNow } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import { identifyCustomers, lockPeople, moveIdentity } from '../customers/identify-customers.js';
import type { Configuration } from '../directory.js';
import type { Locks, Target } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { openSessions, type Arrival } from '../sessions/open-sessions.js';

type Inbound = Received<typeof messageReceived>;
type Data = DataOf<typeof messageReceived>;

/** A message that nobody has stored before, with the customer it belongs to. */
interface Fresh {
  event: Inbound;
  data: Data;
  customerId: string;
}

/**
 * Stores a batch of received messages in one transaction: each exactly once, whatever was delivered twice, in whatever
 * order. The dedupe keys come first and everything else follows from what that insert returned.
 */
export async function storeInbound(tx: EntityManager, configuration: Configuration, events: Inbound[]): Promise<void> {
  const unseen = await withoutFuture(tx, await insertKeys(tx, events));
  if (unseen.length === 0) return;
  const happenings: Happening[] = [];
  const seen = unseen.map(({ channelId, data }) => ({ channelId, person: data.customer, at: data.sentAt }));
  const people = await lockPeople(tx, { seen, moves: unseen.flatMap(movedTo), targets: unseen.flatMap(toTarget) });
  const { locks } = people;
  const customers = await identifyCustomers(tx, people, seen, happenings);
  const fresh = unseen.flatMap((event, index): Fresh[] => {
    const customerId = customers[index];
    return customerId ? [{ event, data: event.data, customerId }] : [];
  });
  await amendTargets(tx, fresh, happenings);
  await moveIdentities(tx, locks, fresh, happenings);
  await storeMessages(tx, configuration, locks, fresh, happenings);
  await record(tx, configuration, locks, happenings);
}

async function insertKeys(tx: EntityManager, events: Inbound[]): Promise<Inbound[]> {
  const byKey = new Map<string, Inbound>();
  for (const event of events) {
    // What Meta's own assistant handled, and what was written before our time, is not a conversation of ours.
    if (event.data.origin === 'standby' || event.data.origin === 'history') continue;
    const key = `${event.data.phoneNumberId} ${event.data.waMessageId}`;
    if (!byKey.has(key)) byKey.set(key, event);
  }
  const rows = [...byKey.values()].map(({ data }) => ({
    phone_number_id: data.phoneNumberId,
    wa_message_id: data.waMessageId,
  }));
  if (rows.length === 0) return [];
  const inserted = (await tx.query(
    `INSERT INTO message_key (phone_number_id, wa_message_id)
     SELECT phone_number_id, wa_message_id
     FROM jsonb_to_recordset($1::jsonb) AS r(phone_number_id text, wa_message_id text)
     ORDER BY phone_number_id, wa_message_id
     ON CONFLICT DO NOTHING
     RETURNING phone_number_id, wa_message_id`,
    [JSON.stringify(rows)],
  )) as { phone_number_id: string; wa_message_id: string }[];
  const isNew = new Set(inserted.map((row) => `${row.phone_number_id} ${row.wa_message_id}`));
  return [...byKey].filter(([key]) => isNew.has(key)).map(([, event]) => event);
}

/** What claims to be sent later than now is sent now: else it would stay the last, with a reply window beyond 24 h. */
async function withoutFuture(tx: EntityManager, events: Inbound[]): Promise<Inbound[]> {
  if (events.every(({ data }) => data.sentAt <= data.receivedAt)) return events;
  const now = (await databaseNow(tx)).toISOString();
  return events.map((event) =>
    event.data.sentAt > now ? { ...event, data: { ...event.data, sentAt: now, sentAtFrom: 'receipt' } } : event,
  );
}

async function moveIdentities(tx: EntityManager, locks: Locks, fresh: Fresh[], happenings: Happening[]): Promise<void> {
  for (const { event, data, customerId } of fresh) {
    for (const { channelId, person } of movedTo(event)) {
      await moveIdentity(tx, locks, channelId, { customer: customerId, person, at: data.sentAt }, happenings);
    }
  }
}

/** The names by which Meta says that a customer is known from now on. */
function movedTo({ channelId, data: { content } }: Inbound) {
  if (content.kind !== 'system' || !/^(user_changed|customer_changed)/.test(content.system.type)) return [];
  const { waId, userId } = content.system;
  return [{ channelId, person: { waId, userId } }];
}

function toTarget({ data: { content, phoneNumberId } }: Inbound): Target[] {
  const waMessageId = targetOf(content);
  return waMessageId ? [{ phoneNumberId, waMessageId }] : [];
}

/** Reactions, edits and revokes change what they are about, now or when it comes. */
async function amendTargets(tx: EntityManager, fresh: Fresh[], happenings: Happening[]): Promise<void> {
  const targets: { phone_number_id: string; target: string }[] = [];
  for (const { event, data } of [...fresh].sort(byTarget)) {
    const { content, phoneNumberId, sentAt } = data;
    const { sequence } = event;
    if (content.kind === 'reaction') {
      await tx.query(
        `INSERT INTO reaction (phone_number_id, target, by, emoji, sent_at, position) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (phone_number_id, target, by)
         DO UPDATE SET emoji = excluded.emoji, sent_at = excluded.sent_at, position = excluded.position
         WHERE (reaction.sent_at, reaction.position) < (excluded.sent_at, excluded.position)`,
        [
          phoneNumberId,
          content.reaction.target,
          data.origin === 'phone' ? 'business' : 'customer',
          content.reaction.emoji ?? null,
          sentAt,
          sequence,
        ],
      );
    } else if (content.kind === 'edit') {
      await tx.query(
        `INSERT INTO amendment AS a (phone_number_id, target, content, edited_at, edit_position) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (phone_number_id, target)
         DO UPDATE SET content = excluded.content, edited_at = excluded.edited_at, edit_position = excluded.edit_position
         WHERE a.edited_at IS NULL OR (a.edited_at, a.edit_position) < (excluded.edited_at, excluded.edit_position)`,
        [phoneNumberId, content.edit.target, JSON.stringify(content.edit.content), sentAt, sequence],
      );
    } else if (content.kind === 'revoke') {
      await tx.query(
        `INSERT INTO amendment AS a (phone_number_id, target, revoked_at) VALUES ($1, $2, $3)
         ON CONFLICT (phone_number_id, target) DO UPDATE SET revoked_at = least(a.revoked_at, excluded.revoked_at)`,
        [phoneNumberId, content.revoke.target, sentAt],
      );
    }
    const target = targetOf(content);
    if (target) targets.push({ phone_number_id: phoneNumberId, target });
  }
  if (targets.length === 0) return;
  const found = (await tx.query(
    `SELECT DISTINCT m.id, m.session_id FROM message m
     JOIN unnest($1::text[], $2::text[]) AS t (phone_number_id, target)
       ON m.phone_number_id = t.phone_number_id AND m.wa_message_id = t.target
     WHERE m.session_id IS NOT NULL`,
    [targets.map(({ phone_number_id }) => phone_number_id), targets.map(({ target }) => target)],
  )) as { id: string; session_id: string }[];
  for (const row of found) happenings.push({ type: 'changed', sessionId: row.session_id, messageId: row.id });
}

async function storeMessages(
  tx: EntityManager,
  configuration: Configuration,
  locks: Locks,
  fresh: Fresh[],
  happenings: Happening[],
): Promise<void> {
  const shown = fresh.filter(({ data }) => !targetOf(data.content));
  if (shown.length === 0) return;
  const places = await openSessions(
    tx,
    configuration,
    locks,
    shown.map(({ event, data, customerId }): Arrival => {
      const opens = data.origin === 'customer' && data.content.kind !== 'system';
      return {
        channelId: event.channelId,
        phoneNumberId: data.phoneNumberId,
        customerId,
        opens,
        idleSeconds: idleSeconds(configuration.channel(event.channelId)),
        // The window is Meta's: it counts from the customer's own time stamp.
        windowClosesAt: opens
          ? new Date(Date.parse(data.sentAt) + limits.replyWindowSeconds * 1000).toISOString()
          : undefined,
        recipient: opens ? { waId: data.customer.waId, userId: data.customer.userId } : undefined,
      };
    }),
    happenings,
  );
  const rows = shown.map(({ event, data }, index) => {
    const place = places[index];
    if (!place) throw new Error('a message was left without a place');
    const outbound = data.origin === 'phone';
    return {
      id: newId(),
      session_id: place.sessionId ?? null,
      conversation_id: place.conversationId,
      channel_id: event.channelId,
      phone_number_id: data.phoneNumberId,
      direction: outbound ? 'outbound' : 'inbound',
      origin: data.origin,
      kind: data.content.kind,
      wa_message_id: data.waMessageId,
      state: outbound ? 'sent' : 'received',
      content: data.content,
      details: {
        sentAtFrom: data.sentAtFrom,
        forwarded: data.forwarded,
        referral: data.referral,
        referredProduct: data.referredProduct,
        raw: data.raw,
      },
      file_id: 'media' in data.content ? data.content.media.fileId : null,
      reply_to: data.replyTo?.waMessageId ?? null,
      sent_at: data.sentAt,
      received_at: data.receivedAt,
      position: event.sequence,
    };
  });
  const stored = (await tx.query(
    `INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                          wa_message_id, state, content, details, file_id, reply_to, sent_at, received_at, position, late)
     SELECT r.*, EXISTS (SELECT FROM message m WHERE m.session_id = r.session_id AND m.sent_at > r.sent_at) AS late
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, session_id uuid, conversation_id uuid, channel_id uuid,
       phone_number_id text, direction text, origin text, kind text, wa_message_id text, state text, content jsonb,
       details jsonb, file_id uuid, reply_to text, sent_at timestamptz, received_at timestamptz, position bigint)
     RETURNING id`,
    [JSON.stringify(rows)],
  )) as { id: string }[];
  if (stored.length !== shown.length) throw new Error(`stored ${stored.length} of ${shown.length} new messages`);
  for (const row of rows) {
    if (!row.session_id) continue;
    const counted = row.direction === 'inbound' && row.kind !== 'system' ? 'received' : 'apart';
    happenings.push({ type: 'stored', sessionId: row.session_id, messageId: row.id, counted });
  }
}

function idleSeconds(channel: ChannelView | undefined): number {
  return channel?.settings.sessionIdleSeconds ?? limits.sessionIdleSeconds;
}

/** The message that a reaction, edit or revoke is about; undefined for messages of their own. */
function targetOf(content: InboundContent): string | undefined {
  switch (content.kind) {
    case 'reaction':
      return content.reaction.target;
    case 'edit':
      return content.edit.target;
    case 'revoke':
      return content.revoke.target;
    default:
      return undefined;
  }
}

function byTarget(a: Fresh, b: Fresh): number {
  const [left, right] = [a, b].map(({ data }) => `${data.phoneNumberId} ${targetOf(data.content) ?? ''}`);
  return (left ?? '') < (right ?? '') ? -1 : left === right ? 0 : 1;
}
