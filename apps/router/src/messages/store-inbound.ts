import { limits, newId, type ChannelView } from '@wabx/contracts';
import { databaseNow } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import {
  identifyCustomers,
  lockPeople,
  moveIdentity,
  refreshPeople,
  survivors,
} from '../customers/identify-customers.js';
import type { LockedPeople } from '../customers/identify-customers.js';
import type { Configuration } from '../directory.js';
import type { Locks, Target } from '../locks.js';
import { makeMovedFindable } from '../search/searchable.js';
import { record, type Happening } from '../sessions/record.js';
import { adoptMessages, openSessions, type Arrival, type Place } from '../sessions/open-sessions.js';
import { amendTargets, type Fresh } from './amend-targets.js';
import { claimKeys, mentionedBy, targetOf, type Claimed } from './claim-keys.js';
import { keyOf, knownMessages, standsAlone, storeStandIns } from './stand-ins.js';

type Inbound = Fresh['event'];
type Known = Awaited<ReturnType<typeof knownMessages>>;

/**
 * Stores a batch of received messages in one transaction: each exactly once, whatever was delivered twice, in whatever
 * order. The dedupe keys come first and everything else follows from what that insert returned.
 */
export async function storeInbound(tx: EntityManager, configuration: Configuration, events: Inbound[]): Promise<void> {
  const claimed = await claimKeys(tx, events);
  if (claimed.length === 0) return;
  const happenings: Happening[] = [];
  const unseen = await withoutFuture(
    tx,
    claimed.map(({ event }) => event),
  );
  const targets = claimed.flatMap(targetsOf);
  const people = await lockPeople(tx, { seen: unseen.map(toSeen), moves: unseen.flatMap(movedTo), targets });
  const { locks } = people;
  const fresh = await whoWrote(tx, people, unseen, happenings);
  await amendTargets(tx, fresh);
  const known = await knownMessages(tx, targets);
  const places = await placesOf(tx, configuration, locks, fresh, known, happenings);
  await storeMessages(tx, places.messages, known, happenings);
  const stored = new Set(places.messages.map(({ fresh: { data } }) => keyOf(data)));
  await storeStandIns(
    tx,
    locks,
    places.mentions.filter(({ fresh: { data } }) => !stored.has(targetKeyOf(data))),
    known,
    happenings,
  );
  tellAmended(fresh, known, happenings);
  await record(tx, configuration, locks, happenings);
}

/** What claims to be sent later than now is sent now: else it would stay the last, with a reply window beyond 24 h. */
async function withoutFuture(tx: EntityManager, events: Inbound[]): Promise<Inbound[]> {
  if (events.every(({ data }) => data.sentAt <= data.receivedAt)) return events;
  const now = (await databaseNow(tx)).toISOString();
  return events.map((event) =>
    event.data.sentAt > now ? { ...event, data: { ...event.data, sentAt: now, sentAtFrom: 'receipt' } } : event,
  );
}

const targetKeyOf = ({ phoneNumberId, content }: Inbound['data']): string =>
  keyOf({ phoneNumberId, waMessageId: targetOf(content) ?? '' });

const toSeen = ({ channelId, data }: Inbound) => ({ channelId, person: data.customer, at: data.sentAt });

/** The message itself where it may be there already, and what it is about. */
function targetsOf({ event: { data }, wasKnown }: Claimed): Target[] {
  const { content, origin, phoneNumberId, waMessageId } = data;
  const target = targetOf(content);
  return [
    ...(wasKnown || origin === 'phone' ? [{ phoneNumberId, waMessageId }] : []),
    ...(target ? [{ phoneNumberId, waMessageId: target }] : []),
  ];
}

/**
 * The customer of each event, found in the order in which they were written: who has another number from some moment on is
 * known by it in what follows.
 */
async function whoWrote(
  tx: EntityManager,
  people: LockedPeople,
  unseen: Inbound[],
  happenings: Happening[],
): Promise<Fresh[]> {
  const found: Fresh[] = [];
  let run: Inbound[] = [];
  const identify = async () => {
    const customers = await identifyCustomers(tx, people, run.map(toSeen), happenings);
    run.forEach((event, index) => {
      const customerId = customers[index];
      if (customerId) found.push({ event, data: event.data, customerId });
    });
    run = [];
  };
  const hasMoves = unseen.some((event) => movedTo(event).length > 0);
  for (const event of hasMoves ? [...unseen].sort(byTime) : unseen) {
    run.push(event);
    const [move] = movedTo(event);
    if (!move) continue;
    await identify();
    const customer = found.find((each) => each.event === event)?.customerId;
    if (!customer) continue;
    await moveIdentity(tx, people, move, { customer, at: event.data.sentAt }, happenings);
    await refreshPeople(tx, people);
  }
  await identify();
  if (!hasMoves) return found;
  const survivor = await survivors(
    tx,
    found.map(({ customerId }) => customerId),
  );
  return found.map((each) => ({ ...each, customerId: survivor.get(each.customerId) ?? each.customerId }));
}

/** The names by which Meta says that a customer is known from now on. */
function movedTo({ channelId, data: { content } }: Inbound) {
  if (content.kind !== 'system' || !/^(user_changed|customer_changed)/.test(content.system.type)) return [];
  const { waId, userId } = content.system;
  return waId || userId ? [{ channelId, person: { waId, userId } }] : [];
}

/** A notice of a move before what was written in the same second. */
function byTime(a: Inbound, b: Inbound): number {
  if (a.data.sentAt !== b.data.sentAt) return a.data.sentAt < b.data.sentAt ? -1 : 1;
  return movedTo(b).length - movedTo(a).length || a.sequence - b.sequence;
}

/** Where each message belongs, and each mention that is shown by itself. Both open or touch a session. */
async function placesOf(
  tx: EntityManager,
  configuration: Configuration,
  locks: Locks,
  fresh: Fresh[],
  known: Known,
  happenings: Happening[],
) {
  // What Meta tells as written on the phone may be a reply of ours.
  const messages = fresh.filter(({ data }) => !targetOf(data.content) && !known.get(keyOf(data))?.isOurs);
  const opening = new Set(messages.filter(isOfCustomer).map(({ data }) => keyOf(data)));
  const mentions = fresh.filter((each) => standsAlone(each, known, opening));
  // What changes a message that is shown opens nothing, but Meta's window and the way back follow from it as well.
  const others = fresh.filter(({ data }) => mentionedBy(data.content) && data.origin === 'customer');
  const arrivals = [...messages, ...mentions, ...others.filter((each) => !mentions.includes(each))];
  if (arrivals.length === 0) return { messages: [], mentions: [] };
  const places = await openSessions(
    tx,
    configuration,
    locks,
    arrivals.map((each) => toArrival(each, configuration, messages.includes(each) || mentions.includes(each))),
    happenings,
  );
  await adoptMessages(tx, places, happenings);
  const placed = arrivals.map((each, index) => ({ fresh: each, place: placeAt(places, index) }));
  return {
    messages: placed.slice(0, messages.length),
    mentions: placed.slice(messages.length, messages.length + mentions.length),
  };
}

function toArrival({ event, data, customerId }: Fresh, configuration: Configuration, isShown: boolean): Arrival {
  const isTheirs = isOfCustomer({ data });
  return {
    channelId: event.channelId,
    phoneNumberId: data.phoneNumberId,
    customerId,
    opens: isShown && isTheirs,
    idleSeconds: idleSeconds(configuration.channel(event.channelId)),
    // The window is Meta's: it counts from the customer's own time stamp.
    windowClosesAt: isTheirs
      ? new Date(Date.parse(data.sentAt) + limits.replyWindowSeconds * 1000).toISOString()
      : undefined,
    recipient: isTheirs ? { waId: data.customer.waId, userId: data.customer.userId } : undefined,
  };
}

/** Only what a customer writes opens a session; the rest joins one that is there. */
function isOfCustomer({ data }: Pick<Fresh, 'data'>): boolean {
  return data.origin === 'customer' && data.content.kind !== 'system';
}

function placeAt(places: Place[], index: number): Place {
  const place = places[index];
  if (!place) throw new Error('a message was left without a place');
  return place;
}

async function storeMessages(
  tx: EntityManager,
  placed: { fresh: Fresh; place: Place }[],
  known: Known,
  happenings: Happening[],
): Promise<void> {
  if (placed.length === 0) return;
  const rows = placed.map(({ fresh, place }) => toRow(fresh, place, known.get(keyOf(fresh.data))?.id));
  // Under an id of which only a mention or a placeholder was there, the message takes its place and keeps its row.
  const stored = (await tx.query(
    `INSERT INTO message AS m (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind,
                               wa_message_id, state, content, details, file_id, reply_to, sent_at, received_at, position, late)
     SELECT r.*, EXISTS (SELECT FROM message n
                         WHERE n.session_id = r.session_id AND n.sent_at > r.sent_at AND n.id <> r.id
                           AND n.direction <> 'internal') AS late
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, session_id uuid, conversation_id uuid, channel_id uuid,
       phone_number_id text, direction text, origin text, kind text, wa_message_id text, state text, content jsonb,
       details jsonb, file_id uuid, reply_to text, sent_at timestamptz, received_at timestamptz, position bigint)
     ORDER BY r.id
     ON CONFLICT (id) DO UPDATE SET
       session_id = coalesce(excluded.session_id, m.session_id), conversation_id = excluded.conversation_id,
       direction = excluded.direction, origin = excluded.origin, kind = excluded.kind, state = excluded.state,
       content = excluded.content, details = coalesce(m.details, '{}') || jsonb_strip_nulls(excluded.details),
       file_id = excluded.file_id, reply_to = coalesce(excluded.reply_to, m.reply_to), sent_at = excluded.sent_at,
       received_at = CASE m.kind WHEN 'stand_in' THEN excluded.received_at ELSE m.received_at END,
       position = excluded.position, late = excluded.late
     RETURNING id, session_id`,
    [JSON.stringify(rows)],
  )) as { id: string; session_id: string | null }[];
  if (stored.length !== rows.length) throw new Error(`stored ${stored.length} of ${rows.length} new messages`);
  const sessionOf = new Map(stored.map((row) => [row.id, row.session_id]));
  const moved: { id: string; from: string }[] = [];
  for (const [at, row] of rows.entries()) {
    const sessionId = sessionOf.get(row.id);
    const traceparent = placed[at]?.fresh.event.traceparent;
    const before = known.get(keyOf({ phoneNumberId: row.phone_number_id, waMessageId: row.wa_message_id }));
    if (before?.session_id && before.session_id !== sessionId) moved.push({ id: row.id, from: before.session_id });
    if (!sessionId) continue;
    const counted = row.direction === 'inbound' && row.kind !== 'system' ? 'received' : 'apart';
    // A placeholder was counted when it came; a stand-in only apart.
    const isCounted = before && (before.kind !== 'stand_in' || counted === 'apart');
    if (isCounted) happenings.push({ type: 'changed', sessionId, messageId: row.id, isAnew: true, traceparent });
    else happenings.push({ type: 'stored', sessionId, messageId: row.id, counted, traceparent });
  }
  await makeMovedFindable(tx, moved);
}

function toRow({ event, data }: Fresh, place: Place, id: string | undefined) {
  const outbound = data.origin === 'phone';
  return {
    id: id ?? newId(),
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
      forwarded: data.forwarded,
      referral: data.referral,
      referredProduct: data.referredProduct,
      sentAtFrom: data.sentAtFrom,
      raw: data.raw,
    },
    file_id: 'media' in data.content ? data.content.media.fileId : null,
    reply_to: data.replyTo?.waMessageId ?? null,
    sent_at: data.sentAt,
    received_at: data.receivedAt,
    position: event.sequence,
  };
}

/** What is shown in a session looks otherwise now. */
function tellAmended(fresh: Fresh[], known: Known, happenings: Happening[]): void {
  const changed = new Map<string, string>();
  for (const { data } of fresh) {
    const target = targetOf(data.content);
    const message = target && known.get(keyOf({ phoneNumberId: data.phoneNumberId, waMessageId: target }));
    if (message && message.kind !== 'stand_in' && message.session_id) changed.set(message.id, message.session_id);
  }
  for (const [messageId, sessionId] of changed) happenings.push({ type: 'changed', sessionId, messageId });
}

function idleSeconds(channel: ChannelView | undefined): number {
  return channel?.settings.sessionIdleSeconds ?? limits.sessionIdleSeconds;
}
