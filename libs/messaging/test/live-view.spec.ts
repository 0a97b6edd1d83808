import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { apiKeysView } from '@wabx/contracts';
import { connectNats, LiveView, publicKeyOf, signerOf, verifierOf, ViewWriter } from '@wabx/messaging';
import { eventually, startTestNats, testApiKey, type TestNats, testSigning } from '@wabx/testing';

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
  writer = await ViewWriter.open(apiKeysView, connection, testSigning);
  await writer.complete();
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
  const view = await LiveView.open(
    apiKeysView,
    own,
    testSigning.verify,
    (key, refusal) => bad.push(`${key} ${refusal}`),
    {
      confirmEveryMs: CONFIRM_EVERY_MS,
    },
  );
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

describe('what channel-config has not signed', () => {
  const prefix = `$KV.${apiKeysView.bucket}.`;
  /** As it lies in the bucket: for somebody who has recorded it. */
  const recorded = async (key: string) => {
    const kept = await jsm.streams.getMessage(STREAM, { last_by_subj: prefix + key });
    return { body: kept?.string() ?? '', head: { 'Wabx-Signature': kept?.header.get('Wabx-Signature') ?? '' } };
  };
  const written = async (change: Partial<ReturnType<typeof testApiKey>['entry']> = {}) => {
    const { entry } = testApiKey(['stats:read']);
    const first = { ...entry, ...change };
    await writer.write(first.id, first);
    const old = await recorded(first.id);
    const now = { ...first, version: 2, secretSha256: '', scopes: [], revoked: true };
    await writer.write(first.id, now);
    return { first, now, old };
  };

  it.each<
    [string, string, (key: string, entry: object, old: { body: string; head: Record<string, string> }) => unknown]
  >([
    ['a value without signature', 'not-signed', (key, entry) => stray(key, JSON.stringify(entry))],
    [
      'a value signed by a stranger under our name',
      'not-signed',
      (key, entry) => {
        const body = JSON.stringify(entry);
        const sign = signerOf({ id: 'test', key: Buffer.alloc(32, 1) });
        return stray(key, body, { 'Wabx-Signature': sign(prefix + key, body) });
      },
    ],
    [
      'the signature of the value before',
      'not-signed',
      (key, entry, { head }) => stray(key, JSON.stringify({ ...entry, version: 3 }), head),
    ],
    ['the value before, as it was signed', 'older', (key, _, { body, head }) => stray(key, body, head)],
    ['its removal', 'not-signed', (key) => stray(key, '', { 'KV-Operation': 'DEL' })],
    ['its removal by the server', 'not-signed', (key) => stray(key, '', { 'Nats-Marker-Reason': 'Remove' })],
    [
      'its removal, in the form of an old value',
      'older',
      (key, _, { body, head }) => stray(key, body, { ...head, 'KV-Operation': 'PURGE' }),
    ],
  ])(
    'changes nothing in an open copy, is reported, and the owner writes its value again: %s',
    async (_, reason, put) => {
      const { first, now, old } = await written();
      const { view, bad } = await open();
      await put(first.id, { ...first, version: 3 }, old);
      await eventually('it is refused', () => bad.includes(`${first.id} ${reason}`));
      expect(view.get(first.id)).toEqual(now);
      expect(await writer.write(first.id, now)).toBe(true);
      expect(await writer.write(first.id, now)).toBe(false);
      expect((await open()).view.get(first.id)).toEqual(now);
    },
  );

  it('does not count under another key either: nobody puts a value of high rights in the place of a low one', async () => {
    const { entry: admin } = testApiKey(['keys:write']);
    const { entry: victim } = testApiKey(['stats:read']);
    for (const entry of [admin, victim]) await writer.write(entry.id, entry);
    const { view, bad } = await open();
    const { body, head } = await recorded(admin.id);
    await stray(victim.id, body, head);
    await stray('nobody', body, head);
    const refused = [`${victim.id} not-signed`, 'nobody not-signed'];
    await eventually('both are refused', () => refused.every((one) => bad.includes(one)));
    expect(view.get(victim.id)).toEqual(victim);
    expect(view.get('nobody')).toBeUndefined();
  });

  it('a key stays known though everything about it was taken out of the bucket', async () => {
    const { first, now, old } = await written();
    const { view, bad } = await open();
    await jsm.streams.purge(STREAM, { filter: prefix + first.id });
    for await (const { name } of jsm.consumers.list(STREAM)) await jsm.consumers.delete(STREAM, name);
    await confirmedAgain(view);
    await stray(first.id, old.body, old.head);
    await eventually('the old value is refused', () => bad.includes(`${first.id} older`));
    expect(view.get(first.id)).toEqual(now);
  });
});

describe('a bucket of before values were signed', () => {
  it('is not complete until its owner has written everything again', async () => {
    const { entry } = testApiKey(['stats:read']);
    const other = await startTestNats();
    const admin = await connectNats({ url: other.url, name: 'test' });
    try {
      await admin.request(`$KV.${apiKeysView.bucket}.${entry.id}`, JSON.stringify(entry));
      const refused: string[] = [];
      const view = await LiveView.open(apiKeysView, admin, testSigning.verify, (key) => refused.push(key));
      expect(refused).toEqual([entry.id]);
      expect([view.isComplete(), view.unconfirmedForMs(), view.get(entry.id)]).toEqual([false, Infinity, undefined]);
      const owner = await ViewWriter.open(apiKeysView, admin, testSigning);
      expect(await owner.write(entry.id, entry)).toBe(true);
      await owner.complete();
      await eventually('it is complete', () => view.isComplete());
      expect(view.get(entry.id)).toEqual(entry);
      view.close();
    } finally {
      await admin.close();
      await other.stop();
    }
  });
});

it('a value that was signed with the key before the present one counts, and is signed anew', async () => {
  const next = { id: 'next', key: Buffer.alloc(32, 5) };
  const verify = verifierOf([
    { id: 'next', key: publicKeyOf(next.key) },
    { id: 'test', key: publicKeyOf(Buffer.alloc(32, 9)) },
  ]);
  const { entry } = testApiKey(['stats:read']);
  await writer.write(entry.id, entry);
  const later = await ViewWriter.open(apiKeysView, connection, { sign: signerOf(next), verify });
  expect(await later.write(entry.id, { ...entry, version: 0 })).toBe(false);
  const view = await LiveView.open(apiKeysView, connection, verify, () => {});
  expect(view.get(entry.id)).toEqual(entry);
  view.close();
  expect(await later.write(entry.id, entry)).toBe(true);
  const only = verifierOf([{ id: 'next', key: publicKeyOf(next.key) }]);
  const after = await LiveView.open(apiKeysView, connection, only, () => {});
  expect(after.get(entry.id)).toEqual(entry);
  after.close();
});
