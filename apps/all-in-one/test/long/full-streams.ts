import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { consumers, newId, streamFilled, streams, type StreamName } from '@wabx/contracts';
import { connectNats, fromWire, provision } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { createHmac } from 'node:crypto';
import { postAsMeta } from '../post-as-meta.js';
import { serviceProcesses } from '../service-processes.js';
import { apiOf, meta, numbers, sim, startWholeStack, type WholeStack } from '../whole-stack.js';

// A message takes more than a kilobyte in each of two streams, so all of this is many times what they may hold.
const [messages, replies, maxMebibytes] = process.env['WABX_LONG'] === 'full' ? [100_000, 10_000, 4] : [5_000, 200, 1];
const MESSAGES_A_BODY = 10;
const BODIES_AT_ONCE = 8;
const SENDS_PER_SECOND = 200;
/** So many events that no service has handled are a quarter of the smallest stream. */
const BACKLOG_MAX = 150 * maxMebibytes;

let stack: WholeStack;
let connection: NatsConnection;
let jsm: JetStreamManager;
let webhookUrl = '';
const processes = serviceProcesses();

beforeAll(async () => {
  stack = await startWholeStack({ startOne: processes.startOne, logLevel: 'error' });
  connection = await connectNats({ url: stack.nats.url, name: 'test' });
  jsm = await jetstreamManager(connection);
  await provision(connection, {
    maxBytes: Object.fromEntries(streams.map(({ name }) => [name, maxMebibytes * 1024 ** 2])),
    mayLower: true,
  });
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const { body } = await config('GET', `/v1/channels/${stack.channelId}`);
  const channel = body as { webhookUrl: string; numbers: { id: string; phoneNumberId: string }[] };
  webhookUrl = channel.webhookUrl;
  const id = channel.numbers.find(({ phoneNumberId }) => phoneNumberId === numbers.queue)?.id;
  const faster = { sendsPerSecond: SENDS_PER_SECOND };
  await config('PATCH', `/v1/channels/${stack.channelId}/numbers/${id}`, faster, { 'if-match': '*' });
  await sim(stack.simulator, 'POST', '/numbers', { phoneNumberId: numbers.queue, throughput: 1_000 });
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
}, 60_000);

const customer = (n: number) => `44770${String(n).padStart(7, '0')}`;
const bodyOf = (customers: string[]) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: meta.wabaId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '12025550143', phone_number_id: numbers.queue },
              contacts: customers.map((wa_id) => ({ wa_id, profile: { name: 'Pat' } })),
              messages: customers.map((from) => ({
                from,
                id: `wamid.${newId()}`,
                timestamp: String(Math.floor(Date.now() / 1000)),
                type: 'text',
                text: { body: 'a' },
              })),
            },
          },
        ],
      },
    ],
  });
const bodies = (first: number, count: number) =>
  Array.from({ length: count / MESSAGES_A_BODY }, (_, n) =>
    bodyOf(Array.from({ length: MESSAGES_A_BODY }, (_, m) => customer(first + n * MESSAGES_A_BODY + m))),
  );
/** Meta itself posts it: to these customers it delivers replies, because they wrote. */
const postByMeta = async (body: string): Promise<number> => {
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(`${stack.simulator.url}/_sim/webhooks/raw`, { method: 'POST', headers, body });
  return ((await response.json()) as { status: number }).status;
};
const post = async (body: string): Promise<number> => {
  const signature = `sha256=${createHmac('sha256', stack.secrets.appSecret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  const response = await fetch(webhookUrl, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
};

const stateOf = async (stream: StreamName) => (await jsm.streams.info(stream)).state;
const backlogOf = async (durable: string) => {
  const spec = Object.values(consumers).find((one) => one.durable === durable);
  const { num_pending, num_ack_pending } = await jsm.consumers.info(spec?.contract.stream ?? '', durable);
  return num_pending + num_ack_pending;
};
const longestBacklog = async () =>
  Math.max(...(await Promise.all(Object.values(consumers).map(({ durable }) => backlogOf(durable)))));
const rows = async (schema: string, query: string): Promise<number> => {
  const source = await stack.database.dataSourceOf(schema);
  const [row]: { n: number }[] = await source.query(query);
  return row?.n ?? -1;
};
const inbound = () => rows('router', `SELECT count(*)::int AS n FROM message WHERE direction = 'inbound'`);
const delivered = () =>
  rows('outbound', `SELECT count(*)::int AS n FROM send WHERE state = 'delivered' OR state = 'read'`);
const levels: string[] = [];
/** Followed, because history may go before anybody looks. */
const follow = () =>
  connection.subscribe(`${streamFilled.subject}.*`, {
    callback: (_error, message) => {
      const { stream, level } = fromWire(streamFilled, message.data).data;
      if (stream === 'WA_IN') levels.push(level);
    },
  });
const metricOf = async (name: keyof WholeStack['services'], line: string) => {
  const text = await (await fetch(`${stack.services[name].url}/metrics`)).text();
  const found = text.split('\n').find((entry) => entry.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
};

it('messages and replies of many times its size pass through a full stack without one 503', async () => {
  const statuses = new Map<number, number>();
  const waiting = bodies(0, messages);
  while (waiting.length > 0) {
    const isAnswered = messages - waiting.length * MESSAGES_A_BODY < replies;
    const some = await Promise.all(waiting.splice(0, BODIES_AT_ONCE).map(isAnswered ? postByMeta : post));
    for (const status of some) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // What no service has handled cannot be history; how fast they are is not what this is about.
    await eventually('the services keep up', async () => (await longestBacklog()) < BACKLOG_MAX, 60_000);
  }
  expect([...statuses]).toEqual([[200, messages / MESSAGES_A_BODY]]);

  const ada = apiOf(stack.services.router, stack.keys.ada);
  const source = await stack.database.dataSourceOf('router');
  const sessions: { id: string }[] = await source.query(
    'SELECT s.id FROM session s JOIN conversation v ON v.id = s.conversation_id WHERE v.reply_wa_id < $1',
    [customer(replies)],
  );
  expect(sessions).toHaveLength(replies);
  const refused: unknown[] = [];
  const reply = async ({ id }: { id: string }) => {
    const claim = await ada('POST', `/v1/sessions/${id}/claim`, {});
    const { claimEpoch } = claim.body as { claimEpoch: number };
    const text = { claimEpoch, type: 'text', text: { body: 'b' } };
    const answer = await ada('POST', `/v1/sessions/${id}/messages`, text, { 'idempotency-key': newId() });
    if (answer.status !== 202) refused.push(answer);
  };
  while (sessions.length > 0) {
    await Promise.all(sessions.splice(0, 16).map(reply));
    await eventually('the services keep up', async () => (await longestBacklog()) < BACKLOG_MAX, 60_000);
  }
  expect(refused).toEqual([]);

  await eventually('all are stored', async () => (await inbound()) === messages, 60_000);
  await eventually('all are delivered', async () => (await delivered()) === replies, 60_000);
  await eventually('all is handled', async () => (await longestBacklog()) === 0, 60_000);
  const outbox = (schema: string) => rows(schema, 'SELECT count(*)::int AS n FROM outbox');
  await eventually('the outboxes are empty', async () => (await outbox('router')) + (await outbox('outbound')) === 0);
  const facts = (where: string) => rows('stats', `SELECT count(*)::int AS n FROM message_fact WHERE ${where}`);
  expect(await metricOf('webhook-ingress', 'wabx_webhooks_total{outcome="stream-full"}')).toBe(0);
  expect(await facts(`counted = 'received'`)).toBe(messages);
  expect(await facts(`counted = 'sent'`)).toBe(replies);
  for (const stream of ['WA_IN', 'WA_EVT'] as const) expect((await stateOf(stream)).first_seq).toBeGreaterThan(1);
  expect((await stateOf('WA_DEAD')).messages).toBe(0);
}, 1_200_000);

it('a service that is stopped keeps its events, which is told until Meta has to wait; back again, all of it flows', async () => {
  const feed = follow();
  const before = await inbound();
  await stack.services['media-store'].stop();
  const neededFrom = (await stateOf('WA_IN')).last_seq + 1;
  const more = 200 * maxMebibytes * MESSAGES_A_BODY;
  const waiting = bodies(messages, more);
  for (const [level, share] of [
    ['filling', 0.72],
    ['nearly-full', 0.87],
  ] as const) {
    // As long as there is history, it gives way first.
    const fillUp = async () => {
      const isBelow = (await stateOf('WA_IN')).bytes < share * maxMebibytes * 1024 ** 2;
      if (isBelow) expect(await post(waiting.pop() ?? '')).toBe(200);
      return levels.at(-1) === level;
    };
    await eventually(`${level} is told`, fillUp, 60_000);
  }
  const posting = postAsMeta(waiting, [webhookUrl], stack.secrets.appSecret, Math.random);
  await eventually('Meta has to wait', () => posting.refused > 0, 60_000);
  const { first_seq, last_seq } = await stateOf('WA_IN');
  expect(first_seq).toBe(neededFrom);
  expect(last_seq - first_seq + 1).toBe(await backlogOf('media-store-messages'));
  expect(await metricOf('webhook-ingress', 'wabx_webhooks_total{outcome="stream-full"}')).toBeGreaterThan(0);
  await eventually('the ingress is not ready', async () => {
    return (await fetch(`${stack.services['webhook-ingress'].url}/readyz`)).status === 503;
  });
  for (const durable of ['router-messages', 'outbound-sender-messages']) {
    await eventually(`${durable} goes on`, async () => (await backlogOf(durable)) === 0, 30_000);
  }
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const { body } = await config('GET', `/v1/channels/${stack.channelId}/doctor`);
  const check = (body as { checks: { id: string }[] }).checks.find(({ id }) => id === 'streams');
  // WA_EVT may be full as well for a moment: all the while its readers go on.
  const byMediaStore = expect.objectContaining({ consumer: 'media-store-messages' });
  const held = expect.objectContaining({ stream: 'WA_IN', heldBy: [byMediaStore] });
  expect(check).toMatchObject({
    state: 'failed',
    evidence: { fault: 'full', streams: expect.arrayContaining([held]) },
  });

  await processes.restart('media-store');
  const backMs = performance.now();
  await eventually('the door is open', async () => {
    return (await fetch(`${stack.services['webhook-ingress'].url}/readyz`)).status === 200;
  });
  expect(performance.now() - backMs).toBeLessThan(10_000);
  await posting.done;
  await eventually('all are stored, once', async () => (await inbound()) === before + more, 60_000);
  await eventually('it is told that all is well', () => levels.at(-1) === 'ok', 10_000);
  feed.unsubscribe();
}, 300_000);
