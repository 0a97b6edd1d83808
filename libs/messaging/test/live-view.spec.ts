import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { apiKeysView } from '@wabx/contracts';
import { connectNats, LiveView, ViewWriter } from '@wabx/messaging';
import { eventually, startTestNats, testApiKey, type TestNats } from '@wabx/testing';

// Whatever gets into a bucket's stream, every service goes on with what is right in it.

const CONFIRM_EVERY_MS = 50;
const STREAM = `KV_${apiKeysView.bucket}`;
let nats: TestNats;
let connection: NatsConnection;
let jsm: JetStreamManager;
let writer: ViewWriter<typeof apiKeysView>;
const opened: { view: LiveView<typeof apiKeysView>; own: NatsConnection }[] = [];

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  jsm = await jetstreamManager(connection);
  writer = await ViewWriter.open(apiKeysView, connection);
});
afterEach(async () => {
  for (const { view, own } of opened.splice(0)) {
    view.close();
    await own.drain();
  }
  await eventually('no consumer is left behind', async () => (await consumersOf()) === 0);
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});

const consumersOf = async () => (await jsm.streams.info(STREAM)).state.consumer_count;
/** As a service has it, with its rights. */
const open = async () => {
  const own = await connectNats({ url: nats.urlOf('router'), name: 'router' });
  const bad: string[] = [];
  const view = await LiveView.open(apiKeysView, own, (key) => bad.push(key), { confirmEveryMs: CONFIRM_EVERY_MS });
  opened.push({ view, own });
  return { view, bad };
};
const confirmedAgain = async (view: LiveView<typeof apiKeysView>) => {
  const startedAt = performance.now();
  await eventually(
    'the copy is confirmed',
    () => view.unconfirmedForMs() < performance.now() - startedAt - CONFIRM_EVERY_MS,
  );
};
const stray = async (subject: string, payload = 'stray', head: Record<string, string> = {}) => {
  const set = headers();
  for (const [name, value] of Object.entries(head)) set.set(name, value);
  const answer = await connection.request(`$KV.${apiKeysView.bucket}.${subject}`, payload, {
    headers: set,
    timeout: 2_000,
  });
  return answer.json<{ seq: number }>().seq;
};

describe.each([
  ['no value', () => stray('one', 'stray')],
  ['nothing at all', () => stray('one', '')],
  ['a key of many parts', () => stray('a.b.c.d')],
  ['a key of signs that no key has', () => stray('!"§$%&()')],
  ['an operation that there is not', () => stray('one', 'x', { 'KV-Operation': 'NONSENSE' })],
  ["a marker of the server's", () => stray('one', '', { 'Nats-Marker-Reason': 'Remove' })],
  ['what a consumer would have delivered', () => stray('one', '{}', { 'Nats-Msg-Id': 'message:1', 'Nats-TTL': '1s' })],
  ['something that was removed again', async () => void (await jsm.streams.deleteMessage(STREAM, await stray('one')))],
  [
    'something older that was removed',
    async () => {
      const seq = await stray('one');
      await stray('two');
      await jsm.streams.deleteMessage(STREAM, seq);
    },
  ],
])('%s in the stream of a bucket', (_, put) => {
  it('takes no copy down, neither one that is open nor one that is opened then', async () => {
    const { entry } = testApiKey(['stats:read']);
    await writer.write(entry.id, entry);
    const before = await open();
    await put().catch(() => {});
    await confirmedAgain(before.view);
    expect(before.view.get(entry.id)).toEqual(entry);
    const after = await open();
    await confirmedAgain(after.view);
    expect(after.view.get(entry.id)).toEqual(entry);
    // What is written next is in both.
    const next = testApiKey(['stats:read']).entry;
    await writer.write(next.id, next);
    await eventually(
      'both have it',
      () => before.view.get(next.id) !== undefined && after.view.get(next.id) !== undefined,
    );
  });
});

it('a copy whose consumer the server has lost begins anew, again and again, and leaves none behind', async () => {
  const { view } = await open();
  for (let round = 0; round < 3; round++) {
    for await (const { name } of jsm.consumers.list(STREAM)) await jsm.consumers.delete(STREAM, name);
    const { entry } = testApiKey(['stats:read']);
    await writer.write(entry.id, entry);
    await eventually('it is there', () => view.get(entry.id) !== undefined);
    await confirmedAgain(view);
    expect(await consumersOf()).toBe(1);
  }
});
