import { jetstreamManager } from '@nats-io/jetstream';
import { newId, sendRequested, type DataOf, type MessageState, type OutboundContent } from '@wabx/contracts';
import { startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, Requests } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import {
  createTestDatabase,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  testTrust,
} from '@wabx/testing';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { owners } from '../src/owners.js';

export type SendingStage = Awaited<ReturnType<typeof startSendingStage>>;
export type Reply = DataOf<typeof sendRequested>;

/** A program in a process of its own, because it is going to be killed, and so that it does not slow what it measures. */
export interface Program {
  url: string;
  child: ChildProcess;
}

/** One line of the simulator's ledger about a send; `atMs` is when the request was there. */
export interface Call {
  atMs: number;
  messageId: string;
  attempt: number;
  to: string;
  body: string;
  accepted: boolean;
}

/**
 * What we run gives way to the simulated Meta, which has a machine of its own in the world: on a busy one it would write
 * down late what came in time. Where that is permitted Meta runs before everything else, else it has the larger share.
 */
const GIVES_WAY = 10;
const runFirst = (pid: number) => spawnSync('chrt', ['--all-tasks', '--rr', '--pid', '1', String(pid)]);
const SIMULATOR = 'tools/meta-simulator/dist/main.js';
/** A second number, of which nothing is counted. */
export const WARM_UP_NUMBER = '410020030040052';

/** Senders and the ingress as processes of their own, on a Postgres that syncs, with a simulated Meta before them. */
export async function startSendingStage({ sendsPerSecond = 80, settings = {} as Record<string, unknown> } = {}) {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-sending-`));
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  setPriority(postgres.pid, GIVES_WAY);
  const [nats, database] = await Promise.all([
    startTestNats(),
    createTestDatabase({ adminUrl: postgres.url, owners: owners.map((owner) => ({ ...owner, password: 'sending' })) }),
  ]);
  const running = new Set<ChildProcess>();
  const start = async (program: string, env: Record<string, string>): Promise<Program> => {
    const child = fork(path.resolve(program), {
      env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    if (program === SIMULATOR) runFirst(child.pid!);
    else setPriority(child.pid!, GIVES_WAY);
    running.add(child);
    child.once('exit', () => running.delete(child));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { ready: { url: string }[] }) => resolve(message.ready[0]?.url ?? ''));
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    });
    return { url, child };
  };

  const simulator = await start(SIMULATOR, {
    WABX_SIM_DATA_DIR: path.join(directory, 'simulator'),
    WABX_SIM_SEED: process.env['WABX_SEED'] ?? 'sending',
  });
  const ingress = await start('dist/webhook-ingress.js', {
    NATS_URL: nats.urlOf('webhook-ingress'),
    ...testTrust,
    WABX_SEALING_KEYS: testSealingKeys,
  });
  const meta = async <T = unknown>(method: string, route: string, body?: object): Promise<T> => {
    const response = await fetch(`${simulator.url}/_sim${route}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the simulator refused ${route}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };

  const phoneNumberId = '410020030040051';
  const numbers = [
    { phoneNumberId, displayPhoneNumber: '+1 202-555-0143', throughput: sendsPerSecond },
    { phoneNumberId: WARM_UP_NUMBER, displayPhoneNumber: '+1 202-555-0144', throughput: 1_000 },
  ];
  const channel = await testChannel(
    numbers.map((number) => ({
      phoneNumberId: number.phoneNumberId,
      e164: number.displayPhoneNumber.replace(/[ -]/g, ''),
      destination: { type: 'queue', id: newId() },
    })),
  );
  channel.view.numbers.forEach((number, n) => (number.sendsPerSecond = numbers[n]!.throughput));
  const operator = testApiKey(['ops:read', 'ops:write']);
  // Without its numbers at first: what is asked for waits until its number opens.
  await projectConfiguration(nats.url, {
    channels: [{ ...channel.view, numbers: [] }],
    apiKeys: [operator.entry],
  });
  await meta('PATCH', '/settings', settings);
  const { callbacks } = await meta<{ callbacks: { verified: boolean }[] }>('POST', '/setup', {
    apps: [{ appId: '120010020030040', secret: channel.appSecret }],
    numbers: numbers.map((number) => ({ ...number, wabaId: '300100200300400' })),
    tokens: [{ token: channel.accessToken, appId: '120010020030040' }],
    callbackUrl: `${ingress.url}/webhooks/whatsapp/${channel.view.webhookKey}`,
    verifyToken: channel.verifyToken,
  });
  if (!callbacks[0]?.verified) throw new Error('the ingress did not pass the handshake');

  const connection = await connectNats({ url: nats.url, name: 'test' });
  const publisher = new EventPublisher(connection);
  const requests = new Requests({ url: nats.url, name: 'test' });
  const sequences = new Map<string, number>();
  /** All lines of the simulator's ledger that fit the query. */
  const ledger = async <Line>(query: string): Promise<Line[]> => {
    const lines: Line[] = [];
    for (let since = 0, more = true; more;) {
      const page = await meta<{ entries: Line[]; next: number; more: boolean }>(
        'GET',
        `/ledger?${query}&limit=10000&since=${since}`,
      );
      lines.push(...page.entries);
      ({ next: since, more } = page);
    }
    return lines;
  };

  return {
    nats,
    database,
    channel,
    phoneNumberId,
    connection,
    requests,
    simulatorUrl: simulator.url,
    meta,
    startSender: (env: Record<string, string> = {}) =>
      start('dist/outbound-sender.js', {
        NATS_URL: nats.urlOf('outbound-sender'),
        ...testTrust,
        DATABASE_URL: database.urlOf('outbound'),
        WABX_SEALING_KEYS: testSealingKeys,
        WABX_GRAPH_URL: simulator.url,
        WABX_GRAPH_TIMEOUT_SECONDS: '10',
        ...env,
      }),
    /** The next reply of a conversation, as the router would ask for it. */
    reply: (conversation: { id: string; waId: string }, content: OutboundContent, from = phoneNumberId): Reply => {
      const sequence = (sequences.get(conversation.id) ?? 0) + 1;
      sequences.set(conversation.id, sequence);
      return {
        messageId: newId(),
        sessionId: conversation.id,
        phoneNumberId: from,
        conversationId: conversation.id,
        sequence,
        recipient: { waId: conversation.waId },
        content,
        acceptedAt: new Date().toISOString(),
        notAfter: new Date(Date.now() + 23 * 3_600_000).toISOString(),
      };
    },
    request: async (replies: readonly Reply[]) => {
      for (let at = 0; at < replies.length; at += 250) {
        const some = replies.slice(at, at + 250);
        await Promise.all(some.map((reply) => publisher.publish(sendRequested, channel.view.id, reply)));
      }
    },
    /** From now on the senders know this number, and no other. */
    openNumber: async (number = phoneNumberId) => {
      channel.view.version += 1;
      const open = channel.view.numbers.filter((known) => known.phoneNumberId === number);
      await projectConfiguration(nats.url, { channels: [{ ...channel.view, numbers: open }] });
    },
    /** How many sends of the number are in which state. */
    states: async (number = phoneNumberId): Promise<Partial<Record<MessageState, number>>> => {
      const source = await database.dataSourceOf('outbound');
      const rows: { state: MessageState; count: number }[] = await source.query(
        'SELECT state, count(*)::int AS count FROM send WHERE phone_number_id = $1 GROUP BY state',
        [number],
      );
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    /** Of each send of the number, what outbound-sender says of it. */
    sends: async (): Promise<{ messageId: string; conversationId: string; state: MessageState; attempt: number }[]> => {
      const source = await database.dataSourceOf('outbound');
      return await source.query(
        `SELECT message_id AS "messageId", conversation_id AS "conversationId", state, attempt FROM send
         WHERE phone_number_id = $1 ORDER BY sequence`,
        [phoneNumberId],
      );
    },
    ledger,
    /** Every send of the number that reached Meta, in the order of arrival. */
    calls: async (): Promise<Call[]> => {
      const lines = await ledger<LedgerLine>(`kind=graph.request&route=send&phoneNumberId=${phoneNumberId}`);
      return lines.map(toCall).sort((one, other) => one.atMs - other.atMs);
    },
    /** How far a consumer has come. */
    consumer: async (stream: string, durable: string) =>
      await (await jetstreamManager(connection)).consumers.info(stream, durable),
    moveClock: (seconds: number) => setClockOffset(database.adminUrl, seconds),
    stop: async () => {
      for (const child of running) child.kill('SIGKILL');
      await requests.close();
      await connection.close();
      await database.drop();
      await nats.stop();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface LedgerLine {
  at: string;
  ms: number;
  wamid?: string;
  request: { to: string; text?: { body: string }; biz_opaque_callback_data: string };
}

function toCall({ at, ms, wamid, request }: LedgerLine): Call {
  const [, messageId = '', attempt = ''] = request.biz_opaque_callback_data.split('.');
  return {
    atMs: Date.parse(at) - ms,
    messageId,
    attempt: Number(attempt),
    to: request.to,
    body: request.text?.body ?? '',
    accepted: wamid !== undefined,
  };
}
