import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { consumers, newId, type MessageView, type SessionView } from '@wabx/contracts';
import { connectNats, EventPublisher } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { objectsOf, placesOf, recordOutput, rowsOf, type Recording } from './everything-kept.js';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

let stack: WholeStack;
let output: Recording;

beforeAll(async () => {
  output = recordOutput();
  stack = await startWholeStack({ logLevel: 'debug' });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  output.stop();
}, 60_000);

const router = (who: 'admin' | 'ada') => apiOf(stack.services.router, stack.keys[who]);
const says = (phone: string, message: object) =>
  sim<{ wamid: string }>(stack.simulator, 'POST', `/customers/${phone}/messages`, {
    phoneNumberId: numbers.queue,
    ...message,
  });
const sessionOf = (phone: string) =>
  eventually(`a session of ${phone}`, async () => {
    const { body } = await router('ada')('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
const messagesOf = async (session: SessionView) =>
  ((await router('admin')('GET', `/v1/sessions/${session.id}/messages`)).body as { items: MessageView[] }).items;

/** Where in the whole database one of these stands. */
const tablesWith = async (needles: string[]) => placesOf(needles, await rowsOf(stack.database.adminUrl));
const objectsWith = async (needle: string) => placesOf([needle], await objectsOf(stack.objectDirectory));

it('an erased customer is in no table, object or log any more, and late copies do not bring them back', async () => {
  const phone = '447700905551';
  const userId = 'GB.90817263549081726354';
  await sim(stack.simulator, 'POST', '/customers', { waId: phone, userId, name: 'Zyxwvut Qponmlk' });
  await sim(stack.simulator, 'POST', '/customers', { waId: '447700905552', name: 'Bystander' });
  const wamids: string[] = [];
  const say = async (message: object) => {
    const { wamid } = await says(phone, message);
    wamids.push(wamid);
    return wamid;
  };
  const first = await say({ type: 'text', text: 'My secret is xylophone-4711' });
  const picture = Buffer.from('\xff\xd8\xff\xe0 the-customers-picture '.repeat(400), 'latin1').toString('base64');
  await say({ type: 'image', image: { caption: 'hush-caption' }, media: { base64: picture, mimeType: 'image/jpeg' } });
  await say({ type: 'reaction', reaction: { message_id: first, emoji: '🦔' } });
  await say({ type: 'reaction', reaction: { message_id: 'wamid.never-came-1234', emoji: '🦔' } });
  await says('447700905552', { type: 'text', text: 'I stay' });
  const session = await sessionOf(phone);
  const bystander = await sessionOf('447700905552');
  await eventually('the picture', async () => (await messagesOf(session)).some(({ file }) => file?.state === 'stored'));
  const { body } = await router('ada')(
    'POST',
    `/v1/sessions/${session.id}/messages`,
    { type: 'text', text: { body: 'We keep your xylophone-4711 secret' }, claimEpoch: 0 },
    { 'idempotency-key': newId() },
  );
  const replied = await eventually('read', async () =>
    (await messagesOf(session)).find(({ id, state }) => id === (body as MessageView).id && state === 'read'),
  );
  wamids.push(replied.waMessageId ?? '');
  const aside = { text: { body: 'A note on the quagga-4712' } };
  const noted = await router('ada')('POST', `/v1/sessions/${session.id}/notes`, aside, { 'idempotency-key': newId() });
  expect(noted.status).toBe(201);
  await router('ada')('POST', `/v1/sessions/${session.id}/transfer`, { to: session.destination, note: 'Zyxwvut asks' });
  const words = { name: 'Our Abcdefgh', note: 'collects the narwhal-4713' };
  expect((await router('ada')('PATCH', `/v1/customers/${session.customer.id}`, words)).status).toBe(200);

  const needles = [
    phone,
    userId,
    'Zyxwvut',
    'xylophone',
    'quagga',
    'Abcdefgh',
    'narwhal',
    'hush-caption',
    'wamid.never-came-1234',
    '🦔',
    ...wamids,
  ];
  const before = await tablesWith(needles);
  for (const needle of needles) expect(before.some((place) => place.endsWith(needle))).toBe(true);
  expect(await objectsWith('the-customers-picture')).toHaveLength(1);

  expect((await router('ada')('DELETE', `/v1/customers/${session.customer.id}`)).status).toBe(403);
  expect((await router('admin')('DELETE', `/v1/customers/${newId()}`)).body).toMatchObject({
    code: 'CUSTOMER_NOT_FOUND',
  });
  // Three messages, a note, and one that stands for the message that never came.
  const receipt = await router('admin')('DELETE', `/v1/customers/${session.customer.id}`);
  expect(receipt).toMatchObject({
    status: 200,
    body: { customerId: session.customer.id, state: 'finished', sessions: 1, messages: 5, files: 1 },
  });
  const { erasedAt, streamsForgetBy, refusedUntil } = receipt.body as {
    erasedAt: string;
    streamsForgetBy: Record<string, string>;
    refusedUntil: string;
  };
  const days = (until: string | undefined) => (Date.parse(until ?? '') - Date.parse(erasedAt)) / 86_400_000;
  expect(Object.fromEntries(Object.entries(streamsForgetBy).map(([name, until]) => [name, days(until)]))).toEqual({
    WA_IN: 8,
    WA_OUT: 8,
    WA_EVT: 8,
    WA_QUARANTINE: 14,
    WA_DEAD: 30,
  });
  expect(days(refusedUntil)).toBe(45);

  const gone = async (when: string) => {
    const left = await eventually(`nothing of them ${when}`, async () => {
      const places = await tablesWith(needles);
      return places.length === 0 ? ['nothing'] : Promise.reject(new Error(places.join(', ')));
    });
    expect(left).toEqual(['nothing']);
    expect(await objectsWith('the-customers-picture')).toEqual([]);
    expect((await router('admin')('GET', `/v1/sessions/${session.id}`)).status).toBe(404);
  };
  await gone('after erasing');

  await replayEverything();
  await gone('after every event has come once more');
  const again = await router('admin')('DELETE', `/v1/customers/${session.customer.id}`);
  expect(again).toMatchObject({ status: 200, body: { erasedAt, state: 'finished' } });
  expect(await messagesOf(bystander)).toHaveLength(1);
  expect(output.kept.length).toBeGreaterThan(0);
  expect(placesOf(needles, output.kept)).toEqual([]);

  // Meta's time stamps are whole seconds: what is written in the next one is surely later.
  await eventually('another second', () => Date.now() > Date.parse(erasedAt) + 1_100);
  await says(phone, { type: 'text', text: 'a new beginning' });
  const next = await sessionOf(phone);
  expect(next.customer.id).not.toBe(session.customer.id);
  expect(await messagesOf(next)).toHaveLength(1);
}, 90_000);

/** Everything that ever came in or was asked for comes again, with ids that no duplicate window knows. */
async function replayEverything(): Promise<void> {
  const connection = await connectNats({ url: stack.nats.url, name: 'test-replay' });
  const publisher = new EventPublisher(connection);
  const manager = await jetstreamManager(connection);
  for (const stream of ['WA_IN', 'WA_OUT']) {
    const { state } = await manager.streams.info(stream);
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (!message) continue;
      await publisher.publishWire({
        subject: message.subject,
        messageId: `replay-${newId()}`,
        payload: message.string(),
      });
    }
  }
  for (const { contract, durable } of Object.values(consumers)) {
    await eventually(`${durable} has nothing left`, async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(contract.stream, durable);
      return num_pending + num_ack_pending === 0;
    });
  }
  await connection.close();
}
