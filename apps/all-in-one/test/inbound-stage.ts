import { jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { newId, type ExtensionView, type QueueView, type ServiceName } from '@wabx/contracts';
import { startPostgres, type EmbeddedPostgres } from '@wabx/embedded';
import { connectNats } from '@wabx/messaging';
import { startSimulator } from '@wabx/meta-simulator';
import {
  createTestDatabase,
  eventually,
  projectConfiguration,
  startTestNats,
  testApiKey,
  testChannel,
  testSealingKeys,
  testTrust,
} from '@wabx/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { owners } from '../src/owners.js';
import { sim } from './whole-stack.js';

const DUPLICATE_WINDOW_MS = 100;

export type InboundStage = Awaited<ReturnType<typeof startInboundStage>>;

/**
 * Two ingress, two routers and a sender, each a process of its own, on a NATS and a Postgres that may be killed. Postgres
 * writes through to the disk, because what it has committed must be there after a crash.
 */
export async function startInboundStage() {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-inbound-`));
  const dataDir = path.join(directory, 'postgres');
  let server: EmbeddedPostgres = await startPostgres({ dataDir, durable: true });
  const { port } = server;
  const [nats, simulator, database] = await Promise.all([
    startTestNats(),
    startSimulator({ port: 0, dataDir: path.join(directory, 'simulator'), seed: 'inbound' }),
    createTestDatabase({ adminUrl: server.url, owners: owners.map((owner) => ({ ...owner, password: 'inbound' })) }),
  ]);
  const connection = await connectNats({ url: nats.url, name: 'test' });

  const agents = ['1001', '1002'].map((number) => {
    const extension: ExtensionView = {
      type: 'extension',
      id: newId(),
      version: 1,
      deleted: false,
      number,
      name: number,
    };
    return { extension, ...testApiKey(['agent'], extension.id) };
  });
  // Nobody takes a session of this queue over, so everybody in it goes on seeing all of them.
  const queue: QueueView = {
    type: 'queue',
    id: newId(),
    version: 1,
    deleted: false,
    name: 'Everybody',
    assignmentMode: 'none',
    agents: agents.map(({ extension }) => extension.id),
  };
  const boss = testApiKey(['sessions:read', 'sessions:write']);
  const phoneNumberIds = ['410020030040051', '410020030040052'];
  const channel = await testChannel(
    phoneNumberIds.map((phoneNumberId, n) => ({
      phoneNumberId,
      e164: `+1202555014${n}`,
      destination: { type: 'queue', id: queue.id },
    })),
  );
  await projectConfiguration(nats.url, {
    channels: [channel.view],
    directory: [...agents.map(({ extension }) => extension), queue],
    apiKeys: [...agents.map(({ entry }) => entry), boss.entry],
  });
  // Meta takes our replies; its webhooks are the test's own.
  await sim(simulator, 'POST', '/setup', {
    apps: [{ appId: '120010020030040', secret: channel.appSecret }],
    wabas: [{ wabaId: '300100200300400' }],
    numbers: phoneNumberIds.map((phoneNumberId, n) => ({
      phoneNumberId,
      displayPhoneNumber: `+1 202-555-014${n}`,
      wabaId: '300100200300400',
    })),
    tokens: [{ token: channel.accessToken, appId: '120010020030040' }],
    subscribe: false,
  });

  const processes: ChildProcess[] = [];
  const start = async (name: ServiceName): Promise<string> => {
    const schema = owners.find(({ service }) => service === name)?.schema;
    const child = fork(path.resolve(`dist/${name}.js`), {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        NATS_URL: nats.urlOf(name),
        ...testTrust,
        WABX_SEALING_KEYS: testSealingKeys,
        WABX_GRAPH_URL: simulator.url,
        LOG_LEVEL: 'error',
        ...(schema ? { DATABASE_URL: database.urlOf(schema) } : {}),
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    processes.push(child);
    return await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { ready: { url: string }[] }) => resolve(message.ready[0]?.url ?? ''));
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
  };
  const [ingressOne, ingressTwo, routerOne, routerTwo] = await Promise.all(
    (['webhook-ingress', 'webhook-ingress', 'router', 'router', 'outbound-sender'] as const).map(start),
  );
  const routers = [routerOne ?? '', routerTwo ?? ''];

  const call = async (method: string, route: string, body?: object, idempotencyKey?: string) => {
    const response = await fetch(`${routers[0]}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${boss.token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const manager = () => jetstreamManager(connection);
  // What is delivered twice is to reach the router twice: its own keys must hold, not the stream's duplicate window.
  await (await manager()).streams.update('WA_IN', { duplicate_window: nanos(DUPLICATE_WINDOW_MS) });

  return {
    nats,
    connection,
    database,
    agents,
    appSecret: channel.appSecret,
    phoneNumberIds,
    webhookUrls: [ingressOne, ingressTwo].map((url) => `${url}/webhooks/whatsapp/${channel.view.webhookKey}`),
    routers,
    postgres: {
      kill: () => server.kill(),
      restart: async () => {
        server = await startPostgres({ dataDir, port, durable: true });
      },
    },
    supervisor: {
      call,
      /** All pages of a list. */
      all: async <T>(route: string): Promise<{ items: T[] }> => {
        const items: T[] = [];
        let cursor: string | undefined;
        do {
          const { body } = await call('GET', cursor ? `${route}&cursor=${cursor}` : route);
          const page = body as { items: T[]; nextCursor?: string };
          items.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor);
        return { items };
      },
    },
    /** Messages that no router has finished. */
    backlog: async (): Promise<number> => {
      const { num_pending, num_ack_pending } = await (await manager()).consumers.info('WA_IN', 'router-messages');
      return num_pending + num_ack_pending;
    },
    counts: async () => {
      const { streams } = await manager();
      const [quarantine, dead] = [await streams.info('WA_QUARANTINE'), await streams.info('WA_DEAD')];
      return { quarantined: quarantine.state.messages, deadLetters: dead.state.messages };
    },
    stop: async () => {
      const ended = processes.map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of processes) child.kill('SIGTERM');
      await Promise.all(ended);
      await connection.close();
      await simulator.stop();
      await eventually('the database is given back', () => database.drop().then(() => true));
      await nats.stop();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
