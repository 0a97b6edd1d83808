import { newId, sendRequested, type DataOf } from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, provision } from '@wabx/messaging';
import { migrations } from '@wabx/outbound-sender';
import { createTestDatabase, projectConfiguration, testChannel, testSealingKeys, testTrust } from '@wabx/testing';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from '../child.js';

/** One and twenty, and the one of the bare loop. */
const ids = Array.from({ length: 22 }, (_, n) => String(410020030040000 + n));
export const phoneNumberIds = ids.slice(0, 21);
/** So many that the customers' own limit (45 at once, then one in six seconds) holds nobody up. */
const CUSTOMERS = 1_000;
const customers = Array.from({ length: CUSTOMERS }, (_, n) => String(447701000000 + n));

export type Reply = DataOf<typeof sendRequested>;

/** A call that reached the simulator, by its own ledger. */
export interface Arrival {
  phoneNumberId: string;
  atMs: number;
  /** When the reply was accepted: its text. */
  askedAtMs: number;
}

export type Stage = Awaited<ReturnType<typeof startStage>>;

export async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const endings: (() => Promise<void>)[] = [];
  try {
    await work(await startStage((end) => endings.push(end)));
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/** Broker, database and a Meta without limits of its own, so that the bare loop shows what it can take at all. */
async function startStage(atEnd: (end: () => Promise<void>) => void) {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  atEnd(() => postgres.stop());
  const password = newId();
  const users = [{ user: 'admin', password }];
  const nats = await startNats({ storeDir: path.join(directory, 'nats'), syncAlways: false, users });
  atEnd(() => nats.stop());
  const natsUrl = `nats://admin:${password}@127.0.0.1:${nats.port}`;
  const database = await createTestDatabase({
    adminUrl: postgres.url,
    owners: [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations }],
  });
  atEnd(() => database.drop());
  const source = await database.dataSourceOf('outbound');
  const connection = await connectNats({ url: natsUrl, name: 'bench' });
  atEnd(() => connection.close());
  await provision(connection);

  const start = async (program: string, env: Record<string, string>): Promise<Child> => {
    const child = await startChild(program, { PORT: '0', ...env });
    atEnd(() => child.stop());
    return child;
  };
  const dataDir = path.join(directory, 'simulator');
  const simulator = await start('../../meta-simulator/dist/main.js', { WABX_SIM_DATA_DIR: dataDir });
  // Meta has a machine of its own in the world: on a busy one it would write down late what came in time.
  spawnSync('chrt', ['--all-tasks', '--rr', '--pid', '1', String(simulator.process.pid)]);
  const destination = { type: 'queue' as const, id: newId() };
  const numbers = ids.map((phoneNumberId, n) => ({ phoneNumberId, e164: `+1202555${1000 + n}`, destination }));
  const channel = await testChannel(numbers);
  const all = channel.view.numbers;
  await setUp(simulator, channel.accessToken);

  const publisher = new EventPublisher(connection, { timeoutMs: 60_000 });
  const publish = async (replies: Reply[]): Promise<void> => {
    for (let at = 0; at < replies.length; at += 500) {
      const some = replies.slice(at, at + 500);
      await Promise.all(some.map((reply) => publisher.publish(sendRequested, channel.view.id, reply)));
    }
  };
  const count = async (): Promise<number> => {
    const rows = (await source.query('SELECT count(*)::int AS count FROM send')) as { count: number }[];
    return rows[0]?.count ?? 0;
  };
  return {
    simulator,
    channel,
    /** As its superuser. */
    databaseUrl: database.adminUrl,
    barePhoneNumberId: ids[21] ?? '',
    startSender: () =>
      start('../../../dist/outbound-sender.js', {
        NATS_URL: natsUrl,
        ...testTrust,
        DATABASE_URL: database.urlOf('outbound'),
        WABX_SEALING_KEYS: testSealingKeys,
        WABX_GRAPH_URL: simulator.url,
        LOG_LEVEL: 'error',
      }),
    publish,
    /** Asks for them and waits until a sender has taken them over. */
    queue: async (replies: Reply[]): Promise<void> => {
      const before = await count();
      await publish(replies);
      while ((await count()) < before + replies.length) await delay(100);
    },
    /** From now on the senders know these numbers, with this limit, and no other. */
    open: async (open: string[], sendsPerSecond: number): Promise<void> => {
      channel.view.version += 1;
      channel.view.numbers = all.filter(({ phoneNumberId }) => open.includes(phoneNumberId));
      for (const number of channel.view.numbers) number.sendsPerSecond = sendsPerSecond;
      await projectConfiguration(natsUrl, { channels: [channel.view] });
    },
    replies: repliesOf,
    arrivals: (of: string[]) => arrivals(simulator, of),
  };
}

/** One reply after the other, to all customers of these numbers in turn; its text is when it was accepted. */
function repliesOf(numbers: string[]): () => Reply {
  const conversations = customers.flatMap((waId) =>
    numbers.map((phoneNumberId) => ({ id: newId(), waId, phoneNumberId, sequence: 0 })),
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

async function arrivals({ url }: Child, of: string[]): Promise<Arrival[]> {
  const found: Arrival[] = [];
  for (let since = 0, more = true; more;) {
    const query = `kind=graph.request&route=send&limit=10000&since=${since}`;
    const page = (await (await fetch(`${url}/_sim/ledger?${query}`)).json()) as {
      entries: { phoneNumberId: string; at: string; ms: number; request: { text: { body: string } } }[];
      next: number;
      more: boolean;
    };
    for (const { phoneNumberId, at, ms, request } of page.entries) {
      if (!of.includes(phoneNumberId)) continue;
      found.push({ phoneNumberId, atMs: Date.parse(at) - ms, askedAtMs: Date.parse(request.text.body) });
    }
    ({ next: since, more } = page);
  }
  return found.sort((one, other) => one.atMs - other.atMs);
}

async function setUp({ url }: Child, token: string): Promise<void> {
  const call = async (method: string, route: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/_sim${route}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the simulator refused ${route}: ${await response.text()}`);
  };
  await call('PATCH', '/settings', {
    enforceWindow: false,
    autoRead: false,
    numberRateLimit: false,
    pairRateLimit: false,
  });
  await call('POST', '/setup', {
    apps: [{ appId: '120010020030040', secret: 'bench' }],
    numbers: ids.map((phoneNumberId, n) => ({
      phoneNumberId,
      displayPhoneNumber: `+1 202-555-${1000 + n}`,
      wabaId: '300100200300400',
    })),
    tokens: [{ token, appId: '120010020030040' }],
    customers: customers.map((waId) => ({ waId, name: waId })),
  });
}
