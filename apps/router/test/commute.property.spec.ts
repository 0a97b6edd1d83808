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
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
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
  const channels = await LiveView.open(channelsView, rig.connection, bad);
  const directory = await LiveView.open(directoryView, rig.connection, bad);
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
  /** The even ones have one phone, which older webhooks name alone; the odd ones have two, and an id with either. */
  person: number;
  legacy: boolean;
  otherPhone: boolean;
  name: 'one' | 'another' | undefined;
  username: 'one' | 'another' | undefined;
  minute: number;
  what: 'text' | 'image' | 'reaction' | 'unreaction' | 'edit' | 'revoke' | 'echo';
  /** Index of the step that a reaction, edit or revoke is about. */
  about: number;
}

const beganAt = Date.now() - 12 * 3_600_000;

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.nat(3),
  legacy: fc.boolean(),
  otherPhone: fc.boolean(),
  name: fc.constantFrom('one', 'another', undefined),
  username: fc.constantFrom('one', 'another', undefined),
  // Often the same, so that different things are said at the same time.
  minute: fc.oneof(fc.nat(3), fc.nat(600)),
  what: fc.constantFrom('text', 'text', 'text', 'image', 'reaction', 'unreaction', 'edit', 'edit', 'revoke', 'echo'),
  // Often the same few, so that several are about one message.
  about: fc.oneof(fc.nat(2), fc.nat(30)),
});

/** The events of a history in the order in which they were written. */
function eventsOf(
  steps: Step[],
  channelId: string,
  phoneNumberId: string,
  salt: string,
): Received<typeof messageReceived>[] {
  const wamid = (index: number) => `wamid.${salt}.${index}`;
  return steps.map((each, index): Received<typeof messageReceived> => {
    const isOdd = each.person % 2 === 1;
    const waId = `4477009${salt.slice(0, 4)}${each.person}${isOdd && each.otherPhone ? 1 : 0}`;
    const { name, username } = each;
    const known: Person = { waId, userId: `GB.${salt}${each.person}`, name, username };
    const target = wamid(each.about % steps.length);
    const content: Record<Step['what'], InboundContent> = {
      text: { kind: 'text', text: { body: `text ${index}` } },
      echo: { kind: 'text', text: { body: `from the phone ${index}` } },
      image: { kind: 'image', media: { fileId: fileIdOf('same', wamid(index)), mediaId: '1' } },
      reaction: { kind: 'reaction', reaction: { target, emoji: `emoji ${index}` } },
      unreaction: { kind: 'reaction', reaction: { target } },
      edit: { kind: 'edit', edit: { target, content: { kind: 'text', text: { body: `edited by ${index}` } } } },
      revoke: { kind: 'revoke', revoke: { target } },
    };
    const at = new Date(beganAt + each.minute * 60_000).toISOString();
    const data: Data = {
      phoneNumberId,
      waMessageId: wamid(index),
      origin: each.what === 'echo' ? 'phone' : 'customer',
      customer: each.legacy && !isOdd ? { waId, name, username } : known,
      sentAt: at,
      receivedAt: at,
      content: content[each.what],
      raw: {},
    };
    return {
      id: newId(),
      type: 'message.received',
      v: 1,
      occurredAt: at,
      channelId,
      traceparent: '00-00000000000000000000000000000000-0000000000000000-01',
      data,
      sequence: index + 1,
    };
  });
}

/** Everything there is of one number, in words that do not depend on ids or on when it was stored. */
async function stateOf(phoneNumberId: string) {
  const messages = (await source.query(
    `SELECT m.wa_message_id, m.direction, m.origin, m.kind, m.content, m.sent_at, c.user_id, c.phone, c.name, c.username,
            m.session_id IS NOT NULL AS in_session, a.content AS edited, a.revoked_at
     FROM message m JOIN conversation v ON v.id = m.conversation_id JOIN customer c ON c.id = v.customer_id
     LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id
     WHERE m.phone_number_id = $1 ORDER BY m.sent_at, m.wa_message_id`,
    [phoneNumberId],
  )) as { in_session: boolean; origin: string }[];
  const reactions: unknown = await source.query(
    'SELECT target, by, emoji, sent_at FROM reaction WHERE phone_number_id = $1 ORDER BY target, by',
    [phoneNumberId],
  );
  const sessions: unknown = await source.query(
    `SELECT s.state, c.user_id, c.phone, v.reply_window_closes_at, v.reply_wa_id, v.reply_user_id
     FROM session s JOIN customer c ON c.id = s.customer_id JOIN conversation v ON v.id = s.conversation_id
     WHERE s.phone_number_id = $1 ORDER BY c.user_id, c.phone, s.state`,
    [phoneNumberId],
  );
  return {
    // What came from the phone joins a session only if one is open at that moment: the one thing order may decide.
    messages: messages.map((row) => (row.origin === 'phone' ? { ...row, in_session: 'either' } : row)),
    reactions,
    sessions,
  };
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
          expect(inOrder.messages).toHaveLength(steps.filter(({ what }) => /^(text|image|echo)$/.test(what)).length);
          expect(shuffled).toEqual(inOrder);
        },
      ),
      { numRuns: full ? 1_000 : 30 },
    );
  },
  full ? 900_000 : 120_000,
);
