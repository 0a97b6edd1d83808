import { jetstreamManager } from '@nats-io/jetstream';
import { NO_CHANNEL, type ViewContract } from '@wabx/contracts';
import { connectNats, LiveView } from '@wabx/messaging';
import { newApiKey, startService, type RunningService } from '@wabx/runtime';
import {
  createTestDatabase,
  eventually,
  startTestNats,
  testSealingKeys,
  type TestDatabase,
  type TestNats,
  testSigner,
  testSigning,
} from '@wabx/testing';
import { channelConfig, migrations } from '../src/index.js';

export interface Answer {
  status: number;
  // The tests read what the API documents; a wrong shape fails their expectations.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  headers: Headers;
  text: string;
}

interface Request {
  body?: unknown;
  rawBody?: string;
  /** Of a `rawBody` that is not JSON. */
  contentType?: string;
  token?: string;
  ifMatch?: string;
  /** Which replica to ask. */
  url?: string;
}

/** channel-config as it runs, on a database and a nats-server of its own. */
export async function startConfiguration(change: Record<string, string> = {}) {
  const nats: TestNats = await startTestNats();
  const database: TestDatabase = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: [{ schema: 'config', role: 'wabx_test_config', password: 'config-password', migrations }],
  });
  const admin = newApiKey();
  const env = {
    PORT: '0',
    NATS_URL: nats.url,
    ...testSigner,
    DATABASE_URL: database.urlOf('config'),
    WABX_SEALING_KEYS: testSealingKeys,
    WABX_PUBLIC_URLS: 'http://127.0.0.1:4100, https://wa.example.com',
    WABX_ALLOW_HTTP: 'loopback',
    // Nobody listens there: the channels of most tests are unknown to any Meta, and no answer changes nothing.
    WABX_GRAPH_URL: 'http://127.0.0.1:9',
    WABX_BOOTSTRAP_KEY: admin.token,
    LOG_LEVEL: 'error',
    // Tests break things and look at once.
    WABX_DOCTOR_KEPT_SECONDS: '0',
    ...change,
  };
  const services: RunningService[] = [await startService(channelConfig, env)];
  const connection = await connectNats({ url: nats.url, name: 'test' });
  const views: { close(): void }[] = [];
  const refused: string[] = [];

  const call = async (method: string, path: string, request: Request = {}): Promise<Answer> => {
    const body = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const response = await fetch(`${request.url ?? services[0]!.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${request.token ?? admin.token}`,
        ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined,
      headers: response.headers,
      text,
    };
  };

  return {
    nats,
    database,
    env,
    admin,
    connection,
    /** What the views of the test have refused: key and reason. */
    refused,
    call,
    /** Another replica, or the same service again after a stop. */
    start: async (more: Record<string, string | undefined> = {}) => {
      const service = await startService(channelConfig, { ...env, ...more });
      services.push(service);
      return {
        url: service.url,
        stop: async () => {
          services.splice(services.indexOf(service), 1);
          await service.stop();
        },
      };
    },
    stopService: async () => {
      for (const service of services.splice(0)) await service.stop();
    },
    view: async <V extends ViewContract>(contract: V): Promise<LiveView<V>> => {
      const view = await LiveView.open(contract, connection, testSigning.verify, (key, refusal) =>
        refused.push(`${key} ${refusal}`),
      );
      views.push(view);
      return view;
    },
    /** Resolves when everything that was done is in the audit. */
    audited: async () => {
      const { consumers } = await jetstreamManager(connection);
      await eventually('nothing waits to be put on record', async () => {
        const outbox = await database.dataSourceOf('config');
        const told = `wa.v1.evt.operation.${NO_CHANNEL}`;
        if ((await outbox.query('SELECT FROM outbox WHERE subject = $1', [told])).length > 0) return false;
        const { num_pending, num_ack_pending } = await consumers.info('WA_EVT', 'channel-config-operations');
        return num_pending + num_ack_pending === 0;
      });
    },
    sql: async (query: string, parameters: unknown[] = []) =>
      (await database.dataSourceOf('config')).query(query, parameters),
    stop: async () => {
      for (const view of views) view.close();
      for (const service of services.splice(0)) await service.stop();
      await connection.close();
      await database.drop();
      await nats.stop();
    },
  };
}
export type Configuration = Awaited<ReturnType<typeof startConfiguration>>;

let serial = 0;
const unique = () => `${Date.now()}${(serial += 1)}`;

/** The body of a channel that is right in every way. */
export function aChannel(change: Record<string, unknown> = {}) {
  return {
    name: `Channel ${unique()}`,
    publicUrl: 'https://wa.example.com',
    accessToken: aToken(),
    appSecret: aSecret(),
    ...change,
  };
}
export const aToken = () => `EAAG${unique()}${'x'.repeat(20)}`;
export const aSecret = () => unique().padEnd(32, '0');
export const aPhoneNumberId = () => unique();

export async function anExtension({ call }: Pick<Configuration, 'call'>, name = 'Ada') {
  return (await call('POST', '/v1/extensions', { body: { number: unique().slice(-12), name } })).body;
}

/** With somebody in it, unless it is to be empty. */
export async function aQueue({ call }: Pick<Configuration, 'call'>, given?: string[]) {
  const agents = given ?? [(await anExtension({ call })).id as string];
  return (await call('POST', '/v1/queues', { body: { name: `Queue ${unique()}`, agents } })).body;
}
