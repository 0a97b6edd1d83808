import { newId, sendRequested, type DataOf } from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, provision } from '@wabx/messaging';
import { migrations } from '@wabx/outbound-sender';
import {
  createTestDatabase,
  projectConfiguration,
  testChannel,
  testSealingKeys,
  type TestChannel,
} from '@wabx/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from './child.js';
import { load } from './machine.js';
import { closedLoop, openLoop, percentile } from './load.js';

const NUMBERS = 20;
/** Meta's default for a number, and twice that: twenty numbers at 80/s may send 1,500/s, less than a fast loop's half. */
const LIMIT_PER_SECOND = 80;
const HIGHER_LIMIT_PER_SECOND = 160;
/** So many that none gets more than one reply in six seconds, Meta's own limit for a pair, in a bench of 20 s. */
const CUSTOMERS = HIGHER_LIMIT_PER_SECOND * 20;
const FLOOR_CONNECTIONS = 64;
/** Of all numbers together: well under what they may. */
const CALM_PER_SECOND = 100;
/** A process that has just started compiles what it runs. */
const WARM_UP_SECONDS = 10;
const RATIO_MIN = 0.5;
/** Of what the numbers may send: 80/s are paced at 75/s. */
const USED_MIN = 0.9;
const LATENCY_P99_MS_MAX = 150;
const TICKS_PER_SECOND = 100;

const phoneNumberIds = Array.from({ length: NUMBERS }, (_, n) => String(410020030040000 + n));
const customers = Array.from({ length: CUSTOMERS }, (_, n) => String(447701000000 + n));

type Reply = DataOf<typeof sendRequested>;

interface Stage {
  simulator: Child;
  sender: Child;
  channel: TestChannel;
  publish(replies: Reply[]): Promise<void>;
  openNumbers(): Promise<void>;
  queued(): Promise<number>;
}

/**
 * Twenty numbers at their limit, and at a higher one, through one sender, against a bare loop of fetch (which is undici) to
 * the same simulator; then the way from the accepted reply to Graph at an easy pace. Replies are asked for as the router does.
 */
export async function benchOutbound(seconds: number): Promise<void> {
  console.log(`outbound: ${NUMBERS} numbers, one sender, Postgres syncs; load ${load()}`);
  const verdict = (holds: boolean) => (holds ? 'holds' : 'DOES NOT HOLD');
  const atTheLimit = await withStage(LIMIT_PER_SECOND, (stage) => measureRate(stage, LIMIT_PER_SECOND, seconds));
  const higher = await withStage(HIGHER_LIMIT_PER_SECOND, (stage) => {
    return measureRate(stage, HIGHER_LIMIT_PER_SECOND, seconds);
  });
  const latencies = await withStage(LIMIT_PER_SECOND, (stage) => measureLatency(stage, seconds));
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  const used = atTheLimit.sustained / (NUMBERS * LIMIT_PER_SECOND);
  const show = ({ sustained, floor, ratio, cpu }: Measured) => {
    const than = `× ${ratio.toFixed(2)} of a bare fetch loop's ${floor.toFixed(0)}/s ${verdict(ratio >= RATIO_MIN)}`;
    return `${sustained.toFixed(0)}/s, ${than}, CPU of the sender ${cpu.toFixed(2)} s per 1,000`;
  };
  console.log(
    `  at ${LIMIT_PER_SECOND}/s each:    ${show(atTheLimit)}; × ${used.toFixed(2)} of the limit ${verdict(used >= USED_MIN)}`,
  );
  console.log(`  at ${HIGHER_LIMIT_PER_SECOND}/s each:   ${show(higher)}`);
  console.log(
    `  accepted → Graph: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms at ${CALM_PER_SECOND}/s ${verdict(p99 <= LATENCY_P99_MS_MAX)}`,
  );
  const ratio = Math.min(atTheLimit.ratio, higher.ratio);
  if (used < USED_MIN || ratio < RATIO_MIN || p99 > LATENCY_P99_MS_MAX) process.exitCode = 1;
}

interface Measured {
  /** Calls per second of the bare loop. */
  floor: number;
  /** Replies per second. */
  sustained: number;
  /** Of the two. */
  ratio: number;
  /** Seconds of the sender's processor time for 1,000 replies. */
  cpu: number;
}

async function measureRate(stage: Stage, limitPerSecond: number, seconds: number): Promise<Measured> {
  const { simulator, channel } = stage;
  let n = 0;
  const bare = () => post(simulator.url, channel.accessToken, n++);
  await closedLoop({ connections: FLOOR_CONNECTIONS, seconds: 1 }, bare);
  const floor = await closedLoop({ connections: FLOOR_CONNECTIONS, seconds }, bare);
  if (floor.failed > 0) throw new Error(`${floor.failed} calls of the bare loop failed`);

  const replies = Array.from({ length: seconds * NUMBERS * limitPerSecond }, newReply());
  await stage.publish(replies);
  while ((await stage.queued()) < replies.length) await delay(100);
  const before = await cpuSeconds(stage.sender);
  await stage.openNumbers();
  const endsAtMs = Date.now() + seconds * 1000;
  await delay(seconds * 1000);
  const cpu = (await cpuSeconds(stage.sender)) - before;
  // It goes on while the ledger is read.
  const sent = (await arrivals(simulator)).filter(({ atMs }) => atMs <= endsAtMs).length;
  const sustained = sent / seconds;
  return { floor: floor.rate, sustained, ratio: sustained / floor.rate, cpu: (cpu / sent) * 1000 };
}

async function measureLatency(stage: Stage, seconds: number): Promise<number[]> {
  await stage.openNumbers();
  const next = newReply();
  const send = async () => {
    await stage.publish([next()]);
    return true;
  };
  await openLoop({ ratePerSecond: CALM_PER_SECOND, seconds: WARM_UP_SECONDS }, send);
  await delay(1_000);
  const warm = (await arrivals(stage.simulator)).length;
  await openLoop({ ratePerSecond: CALM_PER_SECOND, seconds }, send);
  await delay(1_000);
  const measured = (await arrivals(stage.simulator)).slice(warm);
  if (measured.length < CALM_PER_SECOND * seconds) throw new Error(`only ${measured.length} replies arrived`);
  return measured.map(({ atMs, acceptedAtMs }) => atMs - acceptedAtMs).sort((one, other) => one - other);
}

/** One reply after the other, to all customers of all numbers in turn; its text is when it was accepted. */
function newReply(): () => Reply {
  const conversations = customers.flatMap((waId) =>
    phoneNumberIds.map((phoneNumberId) => ({ id: newId(), waId, phoneNumberId, sequence: 0 })),
  );
  let at = 0;
  return () => {
    const conversation = conversations[at++ % conversations.length];
    if (!conversation) throw new Error('there are no conversations');
    const acceptedAt = new Date().toISOString();
    return {
      messageId: newId(),
      sessionId: conversation.id,
      phoneNumberId: conversation.phoneNumberId,
      conversationId: conversation.id,
      sequence: (conversation.sequence += 1),
      recipient: { waId: conversation.waId },
      content: { kind: 'text', text: { body: acceptedAt } },
      acceptedAt,
      notAfter: new Date(Date.now() + 23 * 3_600_000).toISOString(),
    };
  };
}

async function post(url: string, token: string, n: number): Promise<boolean> {
  const response = await fetch(`${url}/v26.0/${phoneNumberIds[n % NUMBERS]}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      to: `+${customers[n % CUSTOMERS]}`,
      type: 'text',
      text: { body: 'bare' },
    }),
  });
  await response.arrayBuffer();
  return response.ok;
}

/** The replies that reached the simulator, in the order of arrival, by its own ledger. */
async function arrivals(simulator: Child): Promise<{ atMs: number; acceptedAtMs: number }[]> {
  const found: { atMs: number; acceptedAtMs: number }[] = [];
  for (let since = 0, more = true; more;) {
    const query = `kind=graph.request&route=send&limit=10000&since=${since}`;
    const page = (await (await fetch(`${simulator.url}/_sim/ledger?${query}`)).json()) as {
      entries: { at: string; ms: number; status: number; request: { text: { body: string } } }[];
      next: number;
      more: boolean;
    };
    for (const { at, ms, status, request } of page.entries) {
      if (status === 200 && request.text.body !== 'bare') {
        found.push({ atMs: Date.parse(at) - ms, acceptedAtMs: Date.parse(request.text.body) });
      }
    }
    ({ next: since, more } = page);
  }
  return found.sort((one, other) => one.atMs - other.atMs);
}

/** User and system time of the process so far, from /proc. */
async function cpuSeconds({ process: { pid } }: Child): Promise<number> {
  const afterName = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(afterName[11]) + Number(afterName[12])) / TICKS_PER_SECOND;
}

async function withStage<T>(sendsPerSecond: number, measure: (stage: Stage) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const password = newId();
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  const users = [{ user: 'admin', password }];
  const nats = await startNats({ storeDir: path.join(directory, 'nats'), syncAlways: false, users });
  const natsUrl = `nats://admin:${password}@127.0.0.1:${nats.port}`;
  const database = await createTestDatabase({
    adminUrl: postgres.url,
    owners: [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations }],
  });
  const connection = await connectNats({ url: natsUrl, name: 'bench' });
  const children: Child[] = [];
  try {
    await provision(connection);
    const channel = await testChannel(
      phoneNumberIds.map((phoneNumberId, n) => ({
        phoneNumberId,
        e164: `+1202555${1000 + n}`,
        destination: { type: 'queue' as const, id: newId() },
      })),
    );
    for (const number of channel.view.numbers) number.sendsPerSecond = sendsPerSecond;
    await projectConfiguration(natsUrl, { channels: [{ ...channel.view, numbers: [] }] });
    const simulator = await startChild('../../meta-simulator/dist/main.js', {
      PORT: '0',
      WABX_SIM_DATA_DIR: path.join(directory, 'simulator'),
    });
    children.push(simulator);
    await setUp(simulator, channel);
    const sender = await startChild('../../../dist/outbound-sender.js', {
      PORT: '0',
      NATS_URL: natsUrl,
      DATABASE_URL: database.urlOf('outbound'),
      WABX_SEALING_KEYS: testSealingKeys,
      WABX_GRAPH_URL: simulator.url,
      LOG_LEVEL: 'error',
    });
    children.push(sender);
    const publisher = new EventPublisher(connection);
    return await measure({
      simulator,
      sender,
      channel,
      publish: async (replies) => {
        for (let at = 0; at < replies.length; at += 500) {
          const some = replies.slice(at, at + 500);
          await Promise.all(some.map((reply) => publisher.publish(sendRequested, channel.view.id, reply)));
        }
      },
      openNumbers: async () => {
        channel.view.version += 1;
        await projectConfiguration(natsUrl, { channels: [channel.view] });
      },
      queued: async () => {
        const source = await database.dataSourceOf('outbound');
        const [row] = (await source.query('SELECT count(*)::int AS count FROM send')) as { count: number }[];
        return row?.count ?? 0;
      },
    });
  } finally {
    for (const child of children.reverse()) await child.stop();
    await connection.close();
    await database.drop();
    await nats.stop();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** A Meta without limits of its own, so that the bare loop shows what it can take at all. */
async function setUp({ url }: Child, { accessToken }: TestChannel): Promise<void> {
  const call = async (method: string, route: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/_sim${route}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the simulator refused ${route}: ${await response.text()}`);
  };
  await call('PATCH', '/settings', { enforceWindow: false, autoRead: false, numberRateLimit: false });
  await call('POST', '/setup', {
    apps: [{ appId: '120010020030040', secret: 'bench' }],
    numbers: phoneNumberIds.map((phoneNumberId, n) => ({
      phoneNumberId,
      displayPhoneNumber: `+1 202-555-${1000 + n}`,
      wabaId: '300100200300400',
    })),
    tokens: [{ token: accessToken, appId: '120010020030040' }],
    customers: customers.map((waId) => ({ waId, name: waId })),
  });
}
