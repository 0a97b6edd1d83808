import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  messageReceived,
  messageStored,
  newId,
  serviceNames,
  type ExtensionView,
  type QueueView,
} from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, natsPermissionsOf, provision } from '@wabx/messaging';
import { migrations } from '@wabx/router';
import {
  createTestDatabase,
  projectConfiguration,
  testApiKey,
  testChannel,
  testSealingKeys,
  type TestChannel,
  testTrust,
} from '@wabx/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from './child.js';
import { LiveFeed } from './live-feed.js';
import { closedLoop, openLoop, type Measured } from './load.js';
import { load } from './machine.js';
import { postWebhook, textMessage } from './webhook.js';

const PHONE_NUMBER_ID = '410020030040051';
const PREFILLED = 10_000;
const CUSTOMERS = 2_000;
/** The first part of a drain is not counted: neither side has compiled its hot path then. */
const WARM_UP_SHARE = 0.2;
const OFFERED_PER_SECOND = 320;
const CALLERS = 128;

const DRAIN_RATIO_MIN = 0.75;
const DRAIN_PER_SECOND_MIN = 2_000;
const P99_MS_MAX = 150;

/**
 * From the webhook to the agent: how fast a prefilled stream is drained by the router and by a bare script that does the
 * same to the same tables, and how long a message takes from Meta's post to the agent's live event.
 */
export async function benchInbound(seconds: number): Promise<void> {
  console.log(`inbound: fsync in Postgres and NATS, ${CUSTOMERS} customers; load ${load()}`);
  const bare: number[] = [];
  const ours: number[] = [];
  for (const round of [1, 2, 3]) {
    bare.push(await withWorld((world) => drain(world, bareRouter)));
    ours.push(await withWorld((world) => drain(world, router)));
    console.log(
      `  round ${round}: drained ${perSecond(bare.at(-1))} by the bare script, ${perSecond(ours.at(-1))} by the router`,
    );
  }
  const ratio = median(ours.map((rate, round) => rate / (bare[round] ?? NaN)));
  verdict(
    `router to bare script: × ${ratio.toFixed(2)} (≥ ${DRAIN_RATIO_MIN}), ${perSecond(median(ours))} (≥ ${DRAIN_PER_SECOND_MIN})`,
    ratio >= DRAIN_RATIO_MIN && median(ours) >= DRAIN_PER_SECOND_MIN,
  );
  await withWorld(async (world) => {
    const { sustained, offered } = await endToEnd(world, seconds);
    console.log(`  webhook to live event, ${CALLERS} at once: ${figures(sustained)}`);
    verdict(
      `webhook to live event, ${OFFERED_PER_SECOND}/s offered: ${figures(offered)} (p99 ≤ ${P99_MS_MAX} ms)`,
      offered.p99 <= P99_MS_MAX && offered.failed === 0,
    );
  });
}

interface World {
  natsUrlOf(user: string): string;
  databaseUrl: string;
  connection: NatsConnection;
  channel: TestChannel;
  queueId: string;
  agentToken: string;
}

async function withWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const password = newId();
  const users = serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) }));
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  const nats = await startNats({
    storeDir: path.join(directory, 'nats'),
    syncAlways: true,
    users: [{ user: 'admin', password }, ...users],
  });
  const natsUrlOf = (user: string) => `nats://${user}:${password}@127.0.0.1:${nats.port}`;
  const database = await createTestDatabase({
    adminUrl: postgres.url,
    owners: [{ schema: 'router', role: 'wabx_router', password: 'router', migrations }],
  });
  const connection = await connectNats({ url: natsUrlOf('admin'), name: 'bench' });
  try {
    await provision(connection);
    const agent: ExtensionView = {
      type: 'extension',
      id: newId(),
      version: 1,
      deleted: false,
      number: '1000',
      name: 'Agent',
    };
    const queue: QueueView = {
      type: 'queue',
      id: newId(),
      version: 1,
      deleted: false,
      name: 'Everybody',
      assignmentMode: 'manual',
      agents: [agent.id],
    };
    const key = testApiKey(['agent'], agent.id);
    const channel = await testChannel([
      { phoneNumberId: PHONE_NUMBER_ID, e164: '+12025550143', destination: { type: 'queue', id: queue.id } },
    ]);
    await projectConfiguration(natsUrlOf('admin'), {
      channels: [channel.view],
      directory: [agent, queue],
      apiKeys: [key.entry],
    });
    return await work({
      natsUrlOf,
      databaseUrl: database.urlOf('router'),
      connection,
      channel,
      queueId: queue.id,
      agentToken: key.token,
    });
  } finally {
    await connection.close();
    await database.drop();
    await nats.stop();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

const bareRouter = ({ natsUrlOf, databaseUrl, channel, queueId }: World): Promise<Child> =>
  startChild('./servers/bare-router.js', {
    NATS_URL: natsUrlOf('admin'),
    DATABASE_URL: databaseUrl,
    CHANNEL_ID: channel.view.id,
    QUEUE_ID: queueId,
  });

const router = ({ natsUrlOf, databaseUrl }: World): Promise<Child> =>
  startChild('../../../dist/router.js', {
    NATS_URL: natsUrlOf('router'),
    ...testTrust,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LOG_LEVEL: 'error',
  });

const ingress = ({ natsUrlOf }: World): Promise<Child> =>
  startChild('../../../dist/webhook-ingress.js', {
    NATS_URL: natsUrlOf('webhook-ingress'),
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
    PORT: '0',
    LOG_LEVEL: 'error',
  });

/** Messages per second from the stream to "stored, and every agent's feed has it", by the broker's own time stamps. */
async function drain(world: World, start: (world: World) => Promise<Child>): Promise<number> {
  await prefill(world);
  const child = await start(world);
  try {
    return await Promise.race([drainedPerSecond(world.connection), child.failed]);
  } finally {
    await child.stop();
  }
}

async function prefill({ connection, channel }: World): Promise<void> {
  const publisher = new EventPublisher(connection, { timeoutMs: 60_000 });
  const at = new Date().toISOString();
  const publish = (n: number) =>
    publisher.publish(messageReceived, channel.view.id, {
      phoneNumberId: PHONE_NUMBER_ID,
      waMessageId: `wamid.bench-${n}`,
      origin: 'customer',
      // A prime step, so that a batch holds many customers and each comes back again and again.
      customer: { waId: `44770${1_000_000 + ((n * 7919) % CUSTOMERS)}`, name: 'Mara Velden' },
      sentAt: at,
      receivedAt: at,
      content: { kind: 'text', text: { body: 'Good morning, is the workshop open on Saturday?' } },
      raw: textMessage(n, CUSTOMERS),
    });
  for (let n = 0; n < PREFILLED; n += 1_000) {
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => publish(n + index)));
  }
}

async function drainedPerSecond(connection: NatsConnection): Promise<number> {
  const manager = await jetstreamManager(connection);
  const filter = `${messageStored.subject}.*`;
  const stored = async () => {
    const { state } = await manager.streams.info('WA_EVT', { subjects_filter: filter });
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  };
  while ((await stored()) < PREFILLED) await delay(100);
  // Read when it is over: who watches takes nothing from who is watched.
  const consumer = await jetstream(connection).consumers.get('WA_EVT', { filter_subjects: [filter] });
  const times: number[] = [];
  for await (const message of await consumer.consume({ max_messages: 1_000 })) {
    times.push(Number(message.timestampNanos) / 1e6);
    if (message.info.pending === 0) break;
  }
  if (times.length !== PREFILLED) throw new Error(`${PREFILLED} were there, ${times.length} have an event`);
  const from = Math.floor(PREFILLED * WARM_UP_SHARE);
  return ((PREFILLED - 1 - from) / ((times.at(-1) ?? NaN) - (times[from] ?? NaN))) * 1_000;
}

async function endToEnd(world: World, seconds: number): Promise<{ sustained: Measured; offered: Measured }> {
  const routing = await router(world);
  const receiving = await ingress(world);
  const feed = await LiveFeed.open(`${routing.url}/v1/events`, world.agentToken);
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  try {
    const target = new URL(`/webhooks/whatsapp/${world.channel.view.webhookKey}`, receiving.url);
    let count = 0;
    const send = async () => {
      const message = textMessage(count++, CUSTOMERS);
      const seen = feed.next(message.id);
      return (await postWebhook(agent, target, world.channel, PHONE_NUMBER_ID, message)) && (await seen);
    };
    await closedLoop({ connections: 64, seconds: 3 }, send);
    const offered = await openLoop({ ratePerSecond: OFFERED_PER_SECOND, seconds }, send);
    const sustained = await closedLoop({ connections: CALLERS, seconds }, send);
    return { sustained, offered };
  } finally {
    agent.destroy();
    feed.close();
    await receiving.stop();
    await routing.stop();
  }
}

function verdict(sentence: string, holds: boolean): void {
  console.log(`  ${sentence}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (!holds) process.exitCode = 1;
}

const perSecond = (rate: number | undefined) => `${(rate ?? NaN).toFixed(0)}/s`;

const figures = ({ rate, p50, p99, failed }: Measured) =>
  `${perSecond(rate)}, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms${failed ? `, ${failed} FAILED` : ''}`;

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
