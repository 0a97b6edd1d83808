import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import {
  duplicateWindowSeconds,
  messageReceived,
  newId,
  operationPerformed,
  quarantined,
  type EventContract,
} from '@wabx/contracts';
import { connectNats, fromWire } from '@wabx/messaging';
import { KeyRing, sealingKeysSchema, sealPurpose, startService, type RunningService } from '@wabx/runtime';
import {
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  type TestChannel,
  type TestNats,
  testTrust,
} from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { webhookIngress } from '../src/index.js';

/** Quarantine forgets ids much sooner than usual: the rules of replay must not hang on the window. */
const DUPLICATE_WINDOW_MS = 100;

const known = '410020030040051';

let nats: TestNats;
let connection: NatsConnection;
let channel: TestChannel;
let replicas: [RunningService, RunningService];
const operator = testApiKey(['ops:read', 'ops:write', 'sessions:raw']);
const watcher = testApiKey(['ops:read']);
const agent = testApiKey(['sessions:read', 'sessions:write']);

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  channel = await testChannel([
    { phoneNumberId: known, e164: '+12025550143', destination: { type: 'queue', id: newId() } },
  ]);
  await projectConfiguration(nats.url, {
    channels: [channel.view],
    apiKeys: [operator.entry, watcher.entry, agent.entry],
  });
  replicas = [await start(), await start()];
  await forgetIdsAfter(DUPLICATE_WINDOW_MS);
});
afterAll(async () => {
  for (const replica of replicas ?? []) await replica.stop();
  await connection?.close();
  await nats?.stop();
});

const forgetIdsAfter = async (milliseconds: number) => {
  const { streams } = await jetstreamManager(connection);
  await streams.update('WA_QUARANTINE', { duplicate_window: nanos(milliseconds) });
};
const start = () =>
  startService(webhookIngress, {
    PORT: '0',
    NATS_URL: nats.urlOf('webhook-ingress'),
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
    LOG_LEVEL: 'error',
  });

interface Record {
  id: string;
  reason: string;
  phoneNumberId?: string;
  receivedAt: string;
}
interface Answer {
  status: number;
  body: { items: Record[]; nextCursor?: string } & { [name: string]: unknown };
}

const call = async (method: string, route: string, body?: unknown, to = 0, token = operator.token): Promise<Answer> => {
  const response = await fetch(`${replicas[to]?.url}/v1/quarantine${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};
const heldOf = async (phoneNumberId: string) =>
  (await call('GET', `?limit=200&phoneNumberId=${phoneNumberId}`)).body.items;

const windowOver = () => {
  const startedAt = Date.now();
  return eventually('ids are forgotten', () => Date.now() - startedAt > DUPLICATE_WINDOW_MS * 3);
};

let numbers = 900_000_000;
const newNumber = () => String(++numbers);

/** One webhook with a message to each of the numbers. */
const bodyOf = (messages: { to: string; id: string }[]): Buffer => {
  const entry = messages.map(({ to, id }) => ({
    id: '300100200300400',
    changes: [
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '12025550143', phone_number_id: to },
          messages: [
            { from: '447700900123', id: `wamid.${id}`, timestamp: '1795424407', type: 'text', text: { body: id } },
          ],
        },
      },
    ],
  }));
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
};
const deliver = async (...messages: { to: string; id: string }[]): Promise<number> => {
  const body = bodyOf(messages);
  const response = await fetch(`${replicas[0].url}/webhooks/whatsapp/${channel.view.webhookKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signBody(body, channel.appSecret) },
    body,
  });
  expect(response.status).toBe(200);
  return body.length;
};
const configure = async (...added: string[]) => {
  const destination = { type: 'queue' as const, id: newId() };
  for (const phoneNumberId of added) {
    const number = { id: newId(), phoneNumberId, e164: '+12025550143', destination, sendsPerSecond: 80 };
    channel.view.numbers.push(number);
  }
  channel.view.version++;
  await projectConfiguration(nats.url, { channels: [channel.view] });
};
const toldSince = async (sequence: number) => {
  const told = (await factsOf(operationPerformed, sequence)).filter(({ action }) => !action.startsWith('access.'));
  return {
    begun: told.filter(({ outcome }) => !outcome),
    ended: told.map(({ outcome }) => outcome).filter((outcome) => outcome !== undefined),
  };
};
const last = async (stream: string) => (await (await jetstreamManager(connection)).streams.info(stream)).state.last_seq;
const streamOf = async (stream: string) => (await (await jetstreamManager(connection)).streams.info(stream)).state;
const factsOf = async <C extends EventContract>(contract: C, after = 0) => {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(contract.stream);
  const found = [];
  for (let seq = after + 1; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(contract.stream, { seq });
    if (message?.subject.startsWith(`${contract.subject}.`)) found.push(fromWire(contract, message.data).data);
  }
  return found;
};
const receivedSince = async (sequence: number) =>
  (await factsOf(messageReceived, sequence)).map(({ waMessageId }) => waMessageId.replace('wamid.', ''));

describe('the list', () => {
  it('filters by reason, number, channel and time, and goes on page by page; bodies are shown one at a time', async () => {
    const [one, two] = [newNumber(), newNumber()];
    await deliver({ to: one, id: 'list-1' });
    await deliver({ to: one, id: 'list-2' });
    const middle = await eventually('a later moment', async () => {
      const newest = (await heldOf(one))[0]?.receivedAt ?? '';
      return newest < new Date().toISOString() ? new Date().toISOString() : undefined;
    });
    await deliver({ to: two, id: 'list-3' });
    const ids = async (query: string) =>
      (await call('GET', query)).body.items.map(({ phoneNumberId }) => phoneNumberId);
    expect(await ids(`?phoneNumberId=${one}`)).toEqual([one, one]);
    expect(await ids(`?reason=unknown-number&from=${middle}`)).toEqual([two]);
    expect((await ids(`?to=${middle}&limit=2`)).slice(0, 2)).toEqual([one, one]);
    expect(await ids('?reason=unparsable')).toEqual([]);
    expect(await ids(`?channelId=${channel.view.id}&limit=1`)).toEqual([two]);
    expect(await ids(`?channelId=${newId()}`)).toEqual([]);

    const first = (await call('GET', `?phoneNumberId=${one}&limit=1`)).body;
    const second = (await call('GET', `?phoneNumberId=${one}&limit=1&cursor=${first.nextCursor}`)).body;
    expect(Number(second.items[0]?.id)).toBeLessThan(Number(first.items[0]?.id));
    expect(JSON.stringify(first)).not.toContain('rawBase64');

    const { body } = await call('GET', `/${first.items[0]?.id}`);
    expect(body).toMatchObject({ ...first.items[0] });
    expect(Buffer.from(String(body['rawBase64']), 'base64').toString()).toContain('wamid.list-2');
    // What a customer wrote is for those who may read raw messages, and each look at it is on record.
    const { last_seq } = await streamOf('WA_EVT');
    const without = await call('GET', `/${first.items[0]?.id}`, undefined, 0, watcher.token);
    expect(without).toMatchObject({ status: 200, body: { ...first.items[0] } });
    expect(without.body).not.toHaveProperty('rawBase64');
    await call('GET', `/${first.items[0]?.id}`);
    expect((await toldSince(last_seq)).begun).toMatchObject([
      { action: 'quarantine.read-raw', targetId: first.items[0]?.id, by: { keyId: operator.entry.id } },
    ]);
    expect((await call('GET', '/999999')).status).toBe(404);
  });

  it('says from when on there is history', async () => {
    const { body: before } = await call('GET', '?limit=1');
    expect(Date.now() - Date.parse(String(before['historyFrom']))).toBeLessThan(60_000);
    const { last_seq } = await streamOf('WA_QUARANTINE');
    await deliver({ to: newNumber(), id: 'history' });
    await (await jetstreamManager(connection)).streams.purge('WA_QUARANTINE', { seq: last_seq + 1 });
    const { body: after } = await call('GET', '?limit=1');
    const { first_ts } = await streamOf('WA_QUARANTINE');
    expect(after['historyFrom']).toBe(new Date(first_ts).toISOString());
    expect(Date.parse(String(after['historyFrom']))).toBeGreaterThan(Date.parse(String(before['historyFrom'])));
    await (await jetstreamManager(connection)).streams.purge('WA_QUARANTINE');
    expect((await call('GET', '')).body).toEqual({ items: [] });
  });
});

describe('what can be used since the configuration changed', () => {
  it('is passed on once, oldest first, by one of two replicas, and told to the audit', async () => {
    const [late, later] = [newNumber(), newNumber()];
    const ids = Array.from({ length: 20 }, (_, n) => `many-${n}`);
    for (const [n, id] of ids.entries()) await deliver({ to: n % 2 ? late : later, id });
    const [from, told] = [await last('WA_IN'), await last('WA_EVT')];
    await configure(late, later);
    await eventually('nothing is held', async () => {
      return (await heldOf(late)).length + (await heldOf(later)).length === 0;
    });
    const { begun, ended } = await eventually('the end is told', async () => {
      const found = await toldSince(told);
      return found.ended.length > 0 && found;
    });
    expect(await receivedSince(from)).toEqual(ids);
    expect(begun).toMatchObject([{ action: 'quarantine.replay', by: { keyId: 'webhook-ingress' }, targetId: '*' }]);
    expect(ended).toEqual([{ settled: 20, remaining: 0, published: 20 }]);
  });

  it('of a body with two unknown numbers is the one that was added; the body stays for the other, and goes with it', async () => {
    const [first, second] = [newNumber(), newNumber()];
    await deliver({ to: first, id: 'pair-1' }, { to: second, id: 'pair-2' });
    const [from, kept] = [await last('WA_IN'), await last('WA_QUARANTINE')];
    expect(await heldOf(first)).toEqual(await heldOf(second));
    await windowOver();
    await configure(first);
    await eventually('the one', async () => (await receivedSince(from)).includes('pair-1'));
    expect(await heldOf(second)).toHaveLength(1);
    await configure(second);
    await eventually('the other', async () => (await receivedSince(from)).includes('pair-2'));
    await eventually('nothing is held', async () => (await heldOf(second)).length === 0);
    expect(await last('WA_QUARANTINE')).toBe(kept);
  });

  it('is what a secret did not sign for, once the secret of the number fits', async () => {
    const number = newNumber();
    const other = await testChannel([
      { phoneNumberId: number, e164: '+12025550199', destination: { type: 'queue', id: newId() } },
    ]);
    await projectConfiguration(nats.url, { channels: [other.view] });
    await eventually('the number is known', async () => {
      await deliver({ to: number, id: newId() });
      return (await heldOf(number))[0]?.reason === 'secret-of-another-app';
    });
    const from = await last('WA_IN');
    const ring = new KeyRing(sealingKeysSchema.parse(testSealingKeys));
    const sealedAppSecrets = [await ring.seal(channel.appSecret, sealPurpose.appSecret(other.view.id))];
    await projectConfiguration(nats.url, { channels: [{ ...other.view, version: 2, sealedAppSecrets }] });
    await eventually('nothing is held', async () => (await heldOf(number)).length === 0);
    const received = await factsOf(messageReceived, from);
    expect(received.length).toBeGreaterThan(0);
    expect(new Set(received.map(({ phoneNumberId }) => phoneNumberId))).toEqual(new Set([number]));
  });

  it('while nobody ran is passed on by the first that starts', async () => {
    const number = newNumber();
    await deliver({ to: number, id: 'asleep' });
    const from = await last('WA_IN');
    for (const replica of replicas) await replica.stop();
    await configure(number);
    // Who starts wants the streams as they are provisioned.
    await forgetIdsAfter(duplicateWindowSeconds * 1000);
    replicas = [await start(), await start()];
    await forgetIdsAfter(DUPLICATE_WINDOW_MS);
    await eventually('passed on', async () => (await receivedSince(from)).includes('asleep'));
  });
});

describe('a body', () => {
  it('with 300 unknown numbers is held once: the stream grows by less than twice its size', async () => {
    const messages = Array.from({ length: 300 }, (_, n) => ({ to: newNumber(), id: `wide-${n}` }));
    const before = await streamOf('WA_QUARANTINE');
    const bytes = await deliver(...messages);
    const after = await streamOf('WA_QUARANTINE');
    expect(after.messages - before.messages).toBe(1);
    expect(after.bytes - before.bytes).toBeLessThan(2 * bytes);
    for (const { to } of [messages[0], messages[299]].flatMap((message) => message ?? [])) {
      expect(await heldOf(to)).toHaveLength(1);
    }
  });

  it('held by an older version, with one record for each fault, is listed and passed on as well', async () => {
    const number = newNumber();
    const rawBody = bodyOf([{ to: number, id: 'of-before' }]);
    const at = new Date().toISOString();
    const fault = { reason: 'unknown-number', detail: 'no-channel-with-this-number', phoneNumberId: number };
    const data = { ...fault, digest: 'd', receivedAt: at, beside: [], rawBase64: rawBody.toString('base64') };
    const event = { id: newId(), type: quarantined.type, v: 1, occurredAt: at, channelId: channel.view.id, data };
    const payload = JSON.stringify({ ...event, traceparent: '00-1-1-01' });
    await connection.request(`wa.v1.quarantine.${channel.view.id}`, payload);
    expect(await heldOf(number)).toMatchObject([{ reason: 'unknown-number', phoneNumberId: number }]);
    const from = await last('WA_IN');
    await configure(number);
    await eventually('passed on', async () => (await receivedSince(from)).includes('of-before'));
  });
});

describe('a replay by people', () => {
  it('leaves what is still not usable where it is, once', async () => {
    const number = newNumber();
    await deliver({ to: number, id: 'still-0' });
    const before = await heldOf(number);
    const from = await last('WA_QUARANTINE');
    await windowOver();
    for (let n = 0; n < 3; n++) {
      const { body } = await call('POST', '/replay', { phoneNumberId: number });
      expect(body).toEqual({ settled: 0, remaining: 1, published: 0 });
    }
    expect(await heldOf(number)).toEqual(before);
    expect(await last('WA_QUARANTINE')).toBe(from);
  });

  it('by two operators on two replicas at once passes the good part of a body on once more, under the same ids', async () => {
    const number = newNumber();
    await deliver({ to: number, id: 'twice-held' }, { to: known, id: 'twice-good' });
    const from = await last('WA_IN');
    const answers = await Promise.all([0, 1, 0, 1].map((to) => call('POST', '/replay', { phoneNumberId: number }, to)));
    for (const { body } of answers) expect(body).toEqual({ settled: 0, remaining: 1, published: 1 });
    expect(await receivedSince(from)).toEqual(['twice-good']);
  });

  it('does a part at a time and says where to go on', async () => {
    const number = newNumber();
    for (let n = 0; n < 5; n++) await deliver({ to: number, id: `part-${n}` });
    const looked: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call('POST', '/replay', { phoneNumberId: number, limit: 2, cursor });
      looked.push(body['remaining']);
      cursor = body.nextCursor;
    } while (cursor);
    expect(looked).toEqual([2, 2, 1]);
  });

  it('takes what was received within the time given, and nothing else', async () => {
    const number = newNumber();
    for (const id of ['time-0', 'time-1', 'time-2']) await deliver({ to: number, id });
    const [, middle] = await heldOf(number);
    const after = new Date(Date.parse(middle?.receivedAt ?? '') + 1).toISOString();
    const { body } = await call('POST', '/replay', { phoneNumberId: number, from: middle?.receivedAt, to: after });
    // Two may have come in one millisecond.
    const within = (await heldOf(number)).filter(({ receivedAt }) => receivedAt === middle?.receivedAt);
    expect(body['remaining']).toBe(within.length);
  });

  it('is told to the audit before it begins and when it has ended: who, what, how many', async () => {
    const number = newNumber();
    await deliver({ to: number, id: 'audit-1' });
    const from = await last('WA_EVT');
    await call('POST', '/replay', { phoneNumberId: number });
    const told = await factsOf(operationPerformed, from);
    const { operationId, startedAt } = told[0]!;
    const common = {
      operationId,
      by: {
        keyId: operator.entry.id,
        name: operator.entry.name,
        address: '127.0.0.1',
        requestId: expect.any(String),
      },
      action: 'quarantine.replay',
      targetId: '*',
      filter: { phoneNumberId: number },
      startedAt,
    };
    expect(told).toEqual([common, { ...common, outcome: { settled: 0, remaining: 1, published: 0 } }]);
  });
});

describe('who may not, and what is not understood', () => {
  it('reading takes ops:read, replaying ops:write', async () => {
    const statuses = async (token: string) => [
      (await call('GET', '', undefined, 0, token)).status,
      (await call('GET', '/999999', undefined, 0, token)).status,
      (await call('POST', '/replay', { reason: 'too-large' }, 0, token)).status,
      (await call('POST', '/999999/replay', undefined, 0, token)).status,
    ];
    expect(await statuses(operator.token)).toEqual([200, 404, 200, 404]);
    expect(await statuses(watcher.token)).toEqual([200, 404, 403, 403]);
    expect(await statuses(agent.token)).toEqual([403, 403, 403, 403]);
  });

  it.each([
    [{}, ''],
    [{ limit: 5 }, ''],
    [{ reason: 'too-large', form: '2026-01-01T00:00:00Z' }, '/form'],
    [{ reason: 'because' }, '/reason'],
    [{ channelId: 'mine' }, '/channelId'],
    [{ phoneNumberId: '' }, '/phoneNumberId'],
    [{ from: 'yesterday' }, '/from'],
    [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, '/to'],
    [{ reason: 'too-large', limit: 1000 }, '/limit'],
    [{ reason: 'too-large', cursor: 'x' }, '/cursor'],
  ])('%j is refused at %s', async (body, pointer) => {
    const answer = await call('POST', '/replay', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT', errors: [{ pointer }] } });
  });

  it.each([
    ['?reason=because', '/reason'],
    ['?from=yesterday', '/from'],
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '/to'],
    ['?limit=0', '/limit'],
  ])('%s is refused at %s', async (query, pointer) => {
    expect(await call('GET', query)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});
