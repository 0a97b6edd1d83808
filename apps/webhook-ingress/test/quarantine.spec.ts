import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { messageReceived, newId, operationPerformed, type EventContract } from '@wabx/contracts';
import { connectNats, fromWire } from '@wabx/messaging';
import { startService, type RunningService } from '@wabx/runtime';
import {
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  type TestChannel,
  type TestNats,
} from '@wabx/testing';
import { signBody } from '@wabx/whatsapp';
import { webhookIngress } from '../src/index.js';

/** Quarantine forgets ids much sooner than usual: the rules of replay must not hang on the window. */
const DUPLICATE_WINDOW_MS = 100;

let nats: TestNats;
let connection: NatsConnection;
let channel: TestChannel;
let replicas: [RunningService, RunningService];
const operator = testApiKey(['ops:read', 'ops:write']);
const watcher = testApiKey(['ops:read']);
const agent = testApiKey(['sessions:read', 'sessions:write']);

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectNats({ url: nats.url, name: 'test' });
  channel = await testChannel([]);
  await projectConfiguration(nats.url, {
    channels: [channel.view],
    apiKeys: [operator.entry, watcher.entry, agent.entry],
  });
  const start = () =>
    startService(webhookIngress, {
      PORT: '0',
      NATS_URL: nats.urlOf('webhook-ingress'),
      WABX_SEALING_KEYS: testSealingKeys,
      LOG_LEVEL: 'error',
    });
  replicas = [await start(), await start()];
  const { streams } = await jetstreamManager(connection);
  await streams.update('WA_QUARANTINE', { duplicate_window: nanos(DUPLICATE_WINDOW_MS) });
});
afterAll(async () => {
  for (const replica of replicas ?? []) await replica.stop();
  await connection?.close();
  await nats?.stop();
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
const deliver = async (...messages: { to: string; id: string }[]) => {
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
  const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  const response = await fetch(`${replicas[0].url}/webhooks/whatsapp/${channel.view.webhookKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signBody(body, channel.appSecret) },
    body,
  });
  expect(response.status).toBe(200);
};
/** Configures the numbers, and returns when both replicas know: each can use what it could not use before. */
const add = async (...added: string[]) => {
  const probe = newNumber();
  await deliver({ to: probe, id: newId() });
  await deliver({ to: probe, id: newId() });
  const probes = await heldOf(probe);
  const destination = { type: 'queue' as const, id: newId() };
  for (const phoneNumberId of [...added, probe]) {
    const number = { id: newId(), phoneNumberId, e164: '+12025550143', destination, sendsPerSecond: 80 };
    channel.view.numbers.push(number);
  }
  channel.view.version++;
  await projectConfiguration(nats.url, { channels: [channel.view] });
  for (const [at, { id }] of probes.entries()) {
    const replay = () => call('POST', `/${id}/replay`, undefined, at);
    await eventually('the replica knows', async () => (await replay()).body['settled'] === true);
  }
};
const last = async (stream: string) => (await (await jetstreamManager(connection)).streams.info(stream)).state.last_seq;
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
    expect((await call('GET', '/999999')).status).toBe(404);
  });
});

describe('a replay of many', () => {
  it('after the numbers were added, by two operators on two replicas at once, passes each item on once', async () => {
    const [late, later] = [newNumber(), newNumber()];
    const ids = Array.from({ length: 20 }, (_, n) => `many-${n}`);
    for (const [n, id] of ids.entries()) await deliver({ to: n % 2 ? late : later, id });
    await add(late, later);
    const from = await last('WA_IN');
    const oldest = (await heldOf(later)).at(-1)?.receivedAt;
    const answers = await Promise.all(
      [0, 1, 0, 1].map((to) => call('POST', '/replay', { reason: 'unknown-number', from: oldest }, to)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { body } of answers) expect(body).toMatchObject({ remaining: 0 });
    expect((await receivedSince(from)).sort()).toEqual([...ids].sort());
    expect([...(await heldOf(late)), ...(await heldOf(later))]).toEqual([]);
    expect((await call('POST', '/replay', { phoneNumberId: late })).body).toEqual({
      settled: 0,
      remaining: 0,
      published: 0,
    });
  });

  it('does a part at a time and says where to go on', async () => {
    const number = newNumber();
    for (let n = 0; n < 5; n++) await deliver({ to: number, id: `part-${n}` });
    await add(number);
    const settled: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call('POST', '/replay', { phoneNumberId: number, limit: 2, cursor });
      settled.push(body['settled']);
      cursor = body.nextCursor;
    } while (cursor);
    expect(settled).toEqual([2, 2, 1]);
  });

  it('takes what was received within the time given, and nothing else', async () => {
    const number = newNumber();
    for (const id of ['time-0', 'time-1', 'time-2']) await deliver({ to: number, id });
    await add(number);
    const [, middle] = await heldOf(number);
    const after = new Date(Date.parse(middle?.receivedAt ?? '') + 1).toISOString();
    const from = await last('WA_IN');
    const { body } = await call('POST', '/replay', { channelId: channel.view.id, from: middle?.receivedAt, to: after });
    // Two may have come in one millisecond.
    expect(body['settled']).toBe((await receivedSince(from)).length);
    expect(await receivedSince(from)).toContain('time-1');
    expect((await heldOf(number)).every(({ receivedAt }) => receivedAt !== middle?.receivedAt)).toBe(true);
  });

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

  it('of a body with two unknown numbers settles the one that was added; the other keeps its one record', async () => {
    const [first, second] = [newNumber(), newNumber()];
    await deliver({ to: first, id: 'pair-1' }, { to: second, id: 'pair-2' });
    await add(first);
    const from = await last('WA_IN');
    const kept = await last('WA_QUARANTINE');
    await windowOver();
    expect((await call('POST', '/replay', { phoneNumberId: first })).body).toMatchObject({ settled: 1, remaining: 0 });
    expect(await receivedSince(from)).toEqual(['pair-1']);
    expect(await heldOf(second)).toHaveLength(1);
    expect(await last('WA_QUARANTINE')).toBe(kept);
    await add(second);
    expect((await call('POST', '/replay', { phoneNumberId: second })).body).toMatchObject({ settled: 1 });
    expect(await receivedSince(from)).toEqual(expect.arrayContaining(['pair-1', 'pair-2']));
    expect(await heldOf(second)).toEqual([]);
  });

  it('is told to the audit before it begins and when it has ended: who, what, how many', async () => {
    const number = newNumber();
    await deliver({ to: number, id: 'audit-1' });
    await add(number);
    const from = await last('WA_EVT');
    await call('POST', '/replay', { phoneNumberId: number });
    const told = await factsOf(operationPerformed, from);
    const { operationId, startedAt } = told[0]!;
    const common = {
      operationId,
      by: { keyId: operator.entry.id, name: operator.entry.name },
      action: 'quarantine.replay',
      targetId: '*',
      filter: { phoneNumberId: number },
      startedAt,
    };
    expect(told).toEqual([common, { ...common, outcome: { settled: 1, remaining: 0, published: 1 } }]);
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
