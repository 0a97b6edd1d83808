import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  channelsView,
  directoryView,
  fileIdOf,
  newId,
  type DataOf,
  type InboundContent,
  type messageReceived,
  type Person,
} from '@wabx/contracts';
import { LiveView, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { testSigning } from '@wabx/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { wayBack } from '../src/customers/way-back.js';
import { Configuration } from '../src/directory.js';
import { storeInbound } from '../src/messages/store-inbound.js';
import { startRig, type Rig } from './router-rig.js';

const full = process.env['WABX_LONG'] === 'full';

let rig: Rig;
let source: DataSource;
let configuration: Configuration;
const views: { close(): void }[] = [];

beforeAll(async () => {
  rig = await startRig();
  source = await rig.database.dataSourceOf('router');
  const bad = (key: string, reason: string) => {
    throw new Error(`${key}: ${reason}`);
  };
  const channels = await LiveView.open(channelsView, rig.connection, testSigning.verify, bad);
  const directory = await LiveView.open(directoryView, rig.connection, testSigning.verify, bad);
  views.push(channels, directory);
  configuration = new Configuration(channels, directory);
});
afterAll(async () => {
  for (const view of views) view.close();
  await rig.stop();
});

type Data = DataOf<typeof messageReceived>;

/** What happens in a history, without the universe (channel, number) it happens in. */
interface Step {
  /**
   * Of the first four the even ones have one phone, which older webhooks name alone; the odd ones have two, and an id with
   * either. The others have another number after each move: the fourth has no ids, the fifth a new one with each number,
   * of which the notice tells, the sixth likewise, but the notice names the number alone.
   */
  person: number;
  legacy: boolean;
  otherPhone: boolean;
  name: 'one' | 'another' | undefined;
  username: 'one' | 'another' | undefined;
  minute: number;
  what: 'text' | 'image' | 'placeholder' | 'reaction' | 'unreaction' | 'edit' | 'blur' | 'revoke' | 'echo' | 'move';
  /** Which of the person's steps a reaction, edit or revoke is about; beyond them it is about what never comes. */
  about: number;
}

const beganAt = Date.now() - 12 * 3_600_000;

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.nat(6),
  legacy: fc.boolean(),
  otherPhone: fc.boolean(),
  name: fc.constantFrom('one', 'another', undefined),
  username: fc.constantFrom('one', 'another', undefined),
  // Often the same, so that different things are said at the same time.
  minute: fc.oneof(fc.nat(3), fc.nat(600)),
  what: fc.constantFrom(
    ...(['text', 'text', 'image', 'placeholder', 'reaction', 'unreaction', 'edit', 'edit', 'blur'] as const),
    ...(['revoke', 'echo', 'move'] as const),
  ),
  // Often the same few, so that several are about one message.
  about: fc.oneof(fc.nat(2), fc.nat(10)),
});

const isMove = ({ person, what }: Step) => what === 'move' && person >= 4;
const isMessage = (each: Step) => /^(text|image|placeholder|echo)$/.test(each.what) || each.what === 'move';

/** How a person is named at a step: movers have another number from each of their moves on. */
function namesAt(steps: Step[], index: number, salt: string): { now: Person; next: Person } {
  const each = steps[index]!;
  const { person, name, username } = each;
  const moves = steps.flatMap((other, at) =>
    other.person === person && isMove(other) ? [{ minute: other.minute, at }] : [],
  );
  const isBefore = (move: { minute: number; at: number }) =>
    move.minute < each.minute || (move.minute === each.minute && (!isMove(each) || move.at < index));
  const numberOf = (moved: number): Person => {
    const waId = `4477009${salt.slice(0, 4)}${person}${moved}`;
    return person === 4 ? { waId } : { waId, userId: `GB.${salt}${person}${moved}` };
  };
  if (person >= 4) {
    const moved = moves.filter(isBefore).length;
    return { now: { ...numberOf(moved), name, username }, next: numberOf(moved + 1) };
  }
  const isOdd = person % 2 === 1;
  const waId = `4477009${salt.slice(0, 4)}${person}${isOdd && each.otherPhone ? 1 : 0}`;
  const now = { waId, userId: `GB.${salt}${person}`, name, username };
  return { now: each.legacy && !isOdd ? { waId, name, username } : now, next: { waId } };
}

const wamidOf = (salt: string, index: number) => `wamid.${salt}.${index}`;

/** What a step is about: in its own conversation, as everything that customers do. */
function targetAt(steps: Step[], index: number, salt: string): string {
  const { person, about } = steps[index]!;
  const own = steps.flatMap((other, at) => (other.person === person ? [at] : []));
  return wamidOf(salt, own[about] ?? 1_000 + 10 * person + about);
}

/** The events of a history in the order in which they were written. */
function eventsOf(
  steps: Step[],
  channelId: string,
  phoneNumberId: string,
  salt: string,
): Received<typeof messageReceived>[] {
  return steps.flatMap((each, index): Received<typeof messageReceived>[] => {
    const { now, next } = namesAt(steps, index, salt);
    const target = targetAt(steps, index, salt);
    const waMessageId = wamidOf(salt, index);
    const text = (body: string): InboundContent => ({ kind: 'text', text: { body } });
    const { waId, userId } = each.person === 6 ? { waId: next.waId } : next;
    const content: Record<Step['what'], InboundContent> = {
      text: text(`text ${index}`),
      echo: text(`from the phone ${index}`),
      image: { kind: 'image', media: { fileId: fileIdOf('key', 'same', waMessageId), mediaId: '1' } },
      placeholder: text(`after a placeholder ${index}`),
      reaction: { kind: 'reaction', reaction: { target, emoji: `emoji ${index}` } },
      unreaction: { kind: 'reaction', reaction: { target } },
      edit: { kind: 'edit', edit: { target, content: { kind: 'text', text: { body: `edited by ${index}` } } } },
      blur: { kind: 'edit', edit: { target } },
      revoke: { kind: 'revoke', revoke: { target } },
      move: isMove(each)
        ? { kind: 'system', system: { type: 'user_changed_number', waId, userId } }
        : { kind: 'system', system: { type: 'customer_identity_changed' } },
    };
    const at = new Date(beganAt + each.minute * 60_000).toISOString();
    const toEvent = (shown: InboundContent, sequence: number): Received<typeof messageReceived> => ({
      id: newId(),
      type: 'message.received',
      v: 1,
      occurredAt: at,
      channelId,
      traceparent: '00-00000000000000000000000000000000-0000000000000000-01',
      data: {
        phoneNumberId,
        waMessageId,
        origin: each.what === 'echo' ? 'phone' : 'customer',
        customer: isMove(each) ? { waId: now.waId, userId: now.userId } : now,
        sentAt: at,
        receivedAt: at,
        content: shown,
        raw: {},
      } satisfies Data,
      sequence,
    });
    const real = toEvent(content[each.what], 2 * index + 2);
    const unavailable: InboundContent = { kind: 'unsupported', unsupported: { errors: [{ code: 131060 }] } };
    return each.what === 'placeholder' ? [toEvent(unavailable, 2 * index + 1), real] : [real];
  });
}

/** Who a customer turned out to be. */
const roots = `
  WITH RECURSIVE up AS (
    SELECT id AS first, id, merged_into FROM customer
    UNION SELECT up.first, c.id, c.merged_into FROM customer c JOIN up ON c.id = up.merged_into
  ), root AS (SELECT first, id FROM up WHERE merged_into IS NULL)`;

/** Everything there is of one number, in words that do not depend on ids or on when it was stored. */
async function stateOf(phoneNumberId: string) {
  const messages = (await source.query(
    `${roots} SELECT m.wa_message_id, m.direction, m.origin, m.kind, m.content, m.sent_at, c.user_id, c.phone, c.name,
            c.username, m.session_id IS NOT NULL AS in_session, a.content AS edited, a.marked_at, a.revoked_at, k.holds
     FROM message m JOIN conversation v ON v.id = m.conversation_id JOIN root ON root.first = v.customer_id
     JOIN customer c ON c.id = root.id
     JOIN message_key k ON k.phone_number_id = m.phone_number_id AND k.wa_message_id = m.wa_message_id
     LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id
     WHERE m.phone_number_id = $1 AND m.joined_to IS NULL ORDER BY m.sent_at, m.wa_message_id`,
    [phoneNumberId],
  )) as unknown[];
  const reactions: unknown = await source.query(
    'SELECT target, by, emoji, sent_at FROM reaction WHERE phone_number_id = $1 ORDER BY target, by',
    [phoneNumberId],
  );
  // Two that turn out to be one person leave two sessions, of which one is closed.
  const sessions: unknown = await source.query(
    `SELECT c.user_id, c.phone, v.reply_window_closes_at, ${wayBack}
     FROM session s JOIN customer c ON c.id = s.customer_id JOIN conversation v ON v.id = s.conversation_id
     WHERE s.phone_number_id = $1 AND s.state = 'open' ORDER BY c.user_id, c.phone`,
    [phoneNumberId],
  );
  return { messages, reactions, sessions };
}

it(
  'any shuffle, any duplication and any split into batches of a history leaves the same state',
  async () => {
    let universes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }),
        fc.infiniteStream(fc.nat(1_000_000)),
        async (steps, random) => {
          const next = () => random.next().value as number;
          const universe = async (
            deliver: (events: Received<typeof messageReceived>[]) => Received<typeof messageReceived>[][],
          ) => {
            const phoneNumberId = `universe-${++universes}`;
            const events = eventsOf(steps, newId(), phoneNumberId, 'same');
            for (const batch of deliver(events)) {
              await inTransaction(source, (tx) => storeInbound(tx, configuration, batch));
            }
            return await stateOf(phoneNumberId);
          };
          const inOrder = await universe((events) => events.map((event) => [event]));
          const shuffled = await universe((events) => {
            const copies = events.flatMap((event) => Array.from({ length: 1 + (next() % 3) }, () => event));
            const mixed = copies.map((event) => ({ event, at: next() })).sort((a, b) => a.at - b.at);
            const batches: Received<typeof messageReceived>[][] = [];
            while (mixed.length > 0) batches.push(mixed.splice(0, 1 + (next() % 10)).map(({ event }) => event));
            return batches;
          });
          const stored = new Set(steps.flatMap((each, index) => (isMessage(each) ? [wamidOf('same', index)] : [])));
          // Of what never comes there is one stand-in, however often it is mentioned.
          steps.forEach(({ what }, index) => {
            if (/^(reaction|edit|blur)$/.test(what)) stored.add(targetAt(steps, index, 'same'));
          });
          expect(inOrder.messages).toHaveLength(stored.size);
          expect(shuffled).toEqual(inOrder);
        },
      ),
      { numRuns: full ? 1_000 : 30, interruptAfterTimeLimit: 90_000 },
    );
  },
  full ? 900_000 : 120_000,
);
