import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { apiOf, numbers, startWholeStack, type WholeStack } from '../whole-stack.js';
import { post } from './field-post.js';

const full = process.env['WABX_LONG'] === 'full';
const BODIES = full ? 400 : 25;
const CHANGED_IN_A_BODY = 20;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that have broken something somewhere; JSON as text where JSON.stringify would not write it so. */
const odd = fc.constantFrom<Json>(
  null,
  true,
  0,
  -1,
  1e300,
  '',
  ' ',
  '\u0000',
  '\ud83d',
  '\u200b',
  'se\r\nnt',
  '1.2e9',
  `1${'0'.repeat(400)}`,
  '9007199254740993',
  '2026-11-23T09:00:07Z',
  'wamid.é😀\n',
  'x'.repeat(4_000),
  '名'.repeat(3_000),
  '{"a":"\\u0000","\\ud83d":[1e999,123456789012345678901]}',
  '{"a":'.repeat(6_000),
  '['.repeat(3_000) + ']'.repeat(3_000),
  [],
  {},
  [null],
  [[[[]]]],
  { '\u0000\ud83d\n': '\u0000' },
  { constructor: {}, toString: 1, length: -1 },
  JSON.parse('{"__proto__":{"a":1}}') as Json,
  Array.from({ length: 300 }, (_, n) => n),
);
const anything: fc.Arbitrary<Json> = fc.oneof(odd, fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>);

const flow = (response_json: string) => ({
  type: 'interactive',
  interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } },
});
/** One of each kind, with everything that may come along. */
const kinds: { [key: string]: Json }[] = [
  { type: 'text', text: { body: 'Hi' }, context: { id: 'wamid.q', from: '1', forwarded: true } },
  { type: 'image', image: { id: '880001', mime_type: 'image/jpeg', sha256: 'eA==', caption: 'c' } },
  { type: 'document', document: { id: '880002', mime_type: 'application/pdf', filename: 'a.pdf' } },
  { type: 'audio', audio: { id: '880003', mime_type: 'audio/ogg', voice: true } },
  { type: 'location', location: { latitude: 1, longitude: 2, name: 'n', address: 'a', url: 'u' } },
  { type: 'contacts', contacts: [{ name: { formatted_name: 'n' }, phones: [{ phone: '1', wa_id: '1' }], org: {} }] },
  { type: 'button', button: { payload: 'p', text: 't' } },
  { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'i', title: 't', description: 'd' } } },
  { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'i', title: 't' } } },
  flow('{"a":1}'),
  { type: 'reaction', reaction: { message_id: 'wamid.q', emoji: '👍' } },
  { type: 'edit', edit: { original_message_id: 'wamid.q', message: { type: 'text', text: { body: 'Ho' } } } },
  { type: 'edit', edit: { original_message_id: 'wamid.q', message: flow('{"a":1}') } },
  { type: 'revoke', revoke: { original_message_id: 'wamid.q' } },
  {
    type: 'order',
    order: { catalog_id: '1', text: 't', product_items: [{ product_retailer_id: 's', quantity: 1, item_price: 2 }] },
  },
  { type: 'system', system: { type: 'user_changed_number', wa_id: '447700900555', body: 'b', user_id: 'GB.1' } },
  { type: 'unsupported', errors: [{ code: 131051, title: 't', error_data: { details: 'd' } }] },
  { type: 'text', text: { body: 'ad' }, referral: { source_url: 'u', headline: 'h', image: { id: '1' } } },
];

type Place = [holder: { [key: string]: Json }, key: string];

function placesIn(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [key: string]: Json };
  return Object.keys(holder).flatMap((key) => [[holder, key] as Place, ...placesIn(holder[key] ?? null)]);
}

const change = fc.record({ kind: fc.nat(kinds.length - 1), at: fc.nat(1_000), value: anything, removed: fc.nat(9) });

let stack: WholeStack;
let connection: NatsConnection;
beforeAll(async () => {
  stack = await startWholeStack();
  connection = await connectNats({ url: stack.nats.url, name: 'test' });
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
}, 60_000);

it(
  'any JSON value in any place of a message: no refusal, no dead letter, no neighbour lost',
  async () => {
    const channel = await apiOf(stack.services['channel-config'], stack.keys.admin)(
      'GET',
      `/v1/channels/${stack.channelId}`,
    );
    const to = { ...(channel.body as { webhookUrl: string }), appSecret: stack.secrets.appSecret };
    const neighbours: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: CHANGED_IN_A_BODY, maxLength: CHANGED_IN_A_BODY }),
        async (changes) => {
          const messages: Json[] = [];
          const statuses: Json[] = [];
          const contacts: Json[] = [];
          for (const one of changes) {
            const [id, neighbour] = [`wamid.${randomUUID()}`, `wamid.${randomUUID()}`];
            const from = `4477009${String(Math.floor(Math.random() * 1e5)).padStart(5, '0')}`;
            const common = { from, from_user_id: `GB.${from}`, id, timestamp: String(Math.floor(Date.now() / 1000)) };
            const status = {
              id,
              status: 'delivered',
              timestamp: '1795424820',
              recipient_id: from,
              errors: [{ code: 1 }],
            };
            const contact = { wa_id: from, profile: { name: 'Mara' }, user_id: `GB.${from}` };
            const changed = structuredClone([{ ...common, ...kinds[one.kind] }, status, contact]) as Json[];
            const places = placesIn(changed);
            const [holder, key] = places[one.at % places.length] ?? [{}, ''];
            if (one.removed === 0 && !Array.isArray(holder)) delete holder[key];
            else holder[key] = one.value;
            const [message = null, aStatus = null, aContact = null] = changed;
            messages.push(message, {
              ...common,
              from_user_id: null,
              id: neighbour,
              type: 'text',
              text: { body: 'good' },
            });
            statuses.push(aStatus);
            contacts.push(aContact);
            neighbours.push(neighbour);
          }
          const value = {
            messaging_product: 'whatsapp',
            metadata: { phone_number_id: numbers.queue },
            contacts,
            messages,
            statuses,
          };
          const entry = [{ id: '300100200300400', changes: [{ field: 'messages', value }] }];
          const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
          expect(await post(to, body)).toBe(200);
        },
      ),
      { numRuns: BODIES, endOnFailure: true },
    );
    const manager = await jetstreamManager(connection);
    await eventually(
      'all is handled',
      async () => {
        for await (const { num_pending, num_ack_pending } of manager.consumers.list('WA_IN')) {
          if (num_pending + num_ack_pending > 0) return false;
        }
        return true;
      },
      240_000,
    );
    const dead = (await manager.streams.info('WA_DEAD')).state;
    const letter = dead.messages > 0 ? await manager.streams.getMessage('WA_DEAD', { seq: dead.last_seq }) : undefined;
    expect(letter?.json<{ data: { consumer: string; reason: string } }>().data).toBeUndefined();
    const router = await stack.database.dataSourceOf('router');
    // A consumer may not have counted what was published last yet, so the messages themselves are waited for.
    await eventually('every neighbour is stored', async () => {
      const stored: { wa_message_id: string }[] = await router.query(
        `SELECT wa_message_id FROM message WHERE wa_message_id = ANY($1) AND kind = 'text' AND session_id IS NOT NULL`,
        [neighbours],
      );
      const found = new Set(stored.map(({ wa_message_id }) => wa_message_id));
      const missing = neighbours.filter((id) => !found.has(id));
      if (missing.length > 0) throw new Error(`${missing.length} are missing, the first of them ${missing[0]}`);
      return true;
    });
  },
  full ? 1_200_000 : 360_000,
);
