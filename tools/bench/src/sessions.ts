import { jetstreamManager } from '@nats-io/jetstream';
import {
  consumers,
  messageReceived,
  newId,
  type DirectoryEntry,
  type ExtensionView,
  type QueueView,
} from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, provision } from '@wabx/messaging';
import { migrations } from '@wabx/router';
import { createTestDatabase, projectConfiguration, testApiKey, testChannel, testTrust } from '@wabx/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startChild } from './child.js';
import { openLoop, percentile, type Measured } from './load.js';
import { load } from './machine.js';
import { MESSAGES_PER_SESSION, randomNeedle, seedSessions, type Seed } from './seed-sessions.js';

const PHONE_NUMBER_ID = '410020030040051';
const RATE = 50;
const P99_MS_MAX = 50;
/** How many times as long the slowest hundredth may take with a million messages as with a thousand. */
const P99_GROWTH_MAX: Record<string, number> = { list: 2, open: 2, counts: 2, search: 5 };
/** What taking a message in may cost more than with a small database. */
const SLOWER_MAX = 1.2;
const STORED_AT_ONCE = 500;
const STORED_ROUNDS = 6;

interface World {
  lists: Map<string, Measured>;
  replies: Measured;
  /** Inbound messages stored per second, best of some rounds. */
  storedPerSecond: number;
}

/** Lists, searches and opened sessions with a million messages, and accepting messages against a small database. */
export async function benchSessions(seconds: number): Promise<void> {
  const small = await measureWorld(100, seconds);
  const big = await measureWorld(Number(process.env['BENCH_SESSIONS'] ?? 100_000), seconds);
  const verdicts = [...big.lists].map(([what, { p50, p99, failed }]) => {
    const growth = p99 / (small.lists.get(what)?.p99 ?? p99);
    return {
      text: `${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, × ${growth.toFixed(1)} of that with 1,000 messages`,
      holds: p99 <= P99_MS_MAX && growth <= (P99_GROWTH_MAX[what] ?? 1) && failed === 0,
    };
  });
  const replies = big.replies.p50 / small.replies.p50;
  const stored = big.storedPerSecond / small.storedPerSecond;
  verdicts.push(
    {
      text: `accepting a reply: p50 × ${replies.toFixed(2)} of that with 1,000 messages`,
      holds: replies <= SLOWER_MAX && big.replies.failed === 0,
    },
    {
      text: `storing inbound messages: rate × ${stored.toFixed(2)} of that with 1,000 messages`,
      holds: stored >= 1 / SLOWER_MAX,
    },
  );
  for (const { text, holds } of verdicts) console.log(`  ${text} ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
}

async function measureWorld(sessions: number, seconds: number): Promise<World> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const password = newId();
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  const nats = await startNats({
    storeDir: path.join(directory, 'nats'),
    syncAlways: false,
    users: [{ user: 'admin', password }],
  });
  const natsUrl = `nats://admin:${password}@127.0.0.1:${nats.port}`;
  const database = await createTestDatabase({
    adminUrl: postgres.url,
    owners: [{ schema: 'router', role: 'wabx_router', password: 'router', migrations }],
  });
  const connection = await connectNats({ url: natsUrl, name: 'bench' });
  try {
    await provision(connection);
    const { seed, tokens } = await configure(natsUrl, sessions);
    const startedAt = performance.now();
    await seedSessions(database.adminUrl, seed);
    const seededIn = ((performance.now() - startedAt) / 1000).toFixed(0);
    console.log(`\n${sessions * MESSAGES_PER_SESSION} messages in ${sessions} sessions, seeded in ${seededIn} s`);
    const ids = await idsOf(database.adminUrl);
    const child = await startChild('../../../dist/router.js', {
      NATS_URL: natsUrl,
      ...testTrust,
      DATABASE_URL: database.urlOf('router'),
      PORT: '0',
      LOG_LEVEL: 'error',
    });
    try {
      return await measure(child.url, seed, tokens, ids, connection, seconds);
    } finally {
      await child.stop();
    }
  } finally {
    await connection.close();
    await database.drop();
    await nats.stop();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  url: string,
  seed: Seed,
  tokens: { agents: string[]; supervisor: string },
  ids: { all: string[]; waiting: string[] },
  connection: Awaited<ReturnType<typeof connectNats>>,
  seconds: number,
): Promise<World> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const pick = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)] as T;
  const anybody = () => (Math.random() < 0.2 ? tokens.supervisor : pick(tokens.agents));
  const get = (route: string, token: string) => call(agent, 'GET', url + route, token);
  const filters = ['', 'state=open&', 'state=open&assigned=false&', 'mine=true&', 'state=closed&'];
  const requests: [string, () => Promise<boolean>][] = [
    ['list', () => get(`/v1/sessions?${pick(filters)}limit=50`, anybody())],
    ['search', () => get(`/v1/sessions?q=${encodeURIComponent(randomNeedle(seed))}`, anybody())],
    ['open', () => get(`/v1/sessions/${pick(ids.all)}/messages`, tokens.supervisor)],
    ['counts', () => get('/v1/sessions/counts', anybody())],
  ];
  const lists = new Map<string, Measured>();
  for (const [what, send] of requests) {
    await openLoop({ ratePerSecond: RATE, seconds: 2 }, send);
    const measured = await openLoop({ ratePerSecond: RATE, seconds }, send);
    lists.set(what, measured);
    console.log(`  ${line(what, measured)}`);
  }
  let replied = 0;
  const reply = () =>
    call(
      agent,
      'POST',
      `${url}/v1/sessions/${ids.waiting[replied++ % ids.waiting.length] ?? ''}/messages`,
      tokens.supervisor,
      {
        type: 'text',
        text: { body: 'Your bike is ready on Saturday, 周六下午' },
        claimEpoch: 0,
      },
    );
  await openLoop({ ratePerSecond: 20, seconds: 1 }, reply);
  const replies = await openLoop({ ratePerSecond: 20, seconds }, reply);
  console.log(`  ${line('reply (20/s)', replies)}`);
  const rounds: number[] = [];
  for (let round = 0; round < STORED_ROUNDS; round++) rounds.push(await storeSome(connection, seed, round));
  const storedPerSecond = percentile(
    rounds.sort((a, b) => a - b),
    0.99,
  );
  console.log(`  inbound: ${storedPerSecond.toFixed(0)} messages/s stored; load ${load()}`);
  agent.destroy();
  return { lists, replies, storedPerSecond };
}

/** Messages of known customers, published and waited for: how many a second are handled. */
async function storeSome(
  connection: Awaited<ReturnType<typeof connectNats>>,
  seed: Seed,
  round: number,
): Promise<number> {
  const publisher = new EventPublisher(connection);
  const { contract, durable } = consumers.routerMessages;
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const startedAt = performance.now();
  const at = new Date().toISOString();
  await Promise.all(
    Array.from({ length: STORED_AT_ONCE }, (_, n) =>
      publisher.publish(messageReceived, seed.channelId, {
        phoneNumberId: PHONE_NUMBER_ID,
        waMessageId: `wamid.bench-${round}-${n}`,
        origin: 'customer',
        customer: { waId: String(447700000000 + 1 + ((n * 7919) % seed.sessions)) },
        sentAt: at,
        receivedAt: at,
        content: { kind: 'text', text: { body: `Good morning, is the workshop open on Saturday? 周六营业吗 ${n}` } },
        raw: {},
      }),
    ),
  );
  for (;;) {
    const { num_pending, num_ack_pending } = await manager.consumers.info(contract.stream, durable);
    if (num_pending + num_ack_pending === 0) break;
    await delay(5);
  }
  return STORED_AT_ONCE / ((performance.now() - startedAt) / 1000);
}

async function configure(natsUrl: string, sessions: number) {
  const extensions = Array.from({ length: 50 }, (_, n): ExtensionView => {
    return { type: 'extension', id: newId(), version: 1, deleted: false, number: String(1000 + n), name: `Agent ${n}` };
  });
  const queues = Array.from({ length: 10 }, (_, n): QueueView => {
    const agents = extensions.filter((_each, index) => index % 10 === n || index % 10 === (n + 1) % 10);
    return {
      type: 'queue',
      id: newId(),
      version: 1,
      deleted: false,
      name: `Queue ${n}`,
      assignmentMode: 'manual',
      agents: agents.map(({ id }) => id),
    };
  });
  const agents = extensions.map(({ id }) => testApiKey(['agent'], id));
  const supervisor = testApiKey(['sessions:read', 'sessions:write']);
  const destination = { type: 'queue' as const, id: queues[0]?.id ?? '' };
  const channel = await testChannel([{ phoneNumberId: PHONE_NUMBER_ID, e164: '+12025550143', destination }]);
  const directory: DirectoryEntry[] = [...extensions, ...queues];
  await projectConfiguration(natsUrl, {
    channels: [channel.view],
    directory,
    apiKeys: [...agents.map(({ entry }) => entry), supervisor.entry],
  });
  const seed: Seed = {
    channelId: channel.view.id,
    phoneNumberId: PHONE_NUMBER_ID,
    queueIds: queues.map(({ id }) => id),
    extensionIds: extensions.map(({ id }) => id),
    sessions,
  };
  return { seed, tokens: { agents: agents.map(({ token }) => token), supervisor: supervisor.token } };
}

async function idsOf(adminUrl: string): Promise<{ all: string[]; waiting: string[] }> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ id: string; waiting: boolean }>(
      `SELECT id, state = 'open' AND assignee IS NULL AS waiting FROM router.session ORDER BY random() LIMIT 20000`,
    );
    return { all: rows.map(({ id }) => id), waiting: rows.filter(({ waiting }) => waiting).map(({ id }) => id) };
  } finally {
    await admin.end();
  }
}

function call(agent: Agent, method: string, url: string, token: string, body?: object): Promise<boolean> {
  const payload = body && Buffer.from(JSON.stringify(body));
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(payload && {
            'content-type': 'application/json',
            'content-length': payload.length,
            'idempotency-key': newId(),
          }),
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve((response.statusCode ?? 500) < 300));
      },
    );
    sent.once('error', () => resolve(false));
    sent.end(payload);
  });
}

function line(name: string, { p50, p99, failed, answered, inFlightMax }: Measured): string {
  const figures = `p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${answered} answered, at most ${inFlightMax} at once`;
  return `${name.padEnd(14)} ${figures}${failed ? `, ${failed} FAILED` : ''}`;
}
