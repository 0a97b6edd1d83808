import { channelConfig } from '@wabx/channel-config';
import { consoleService } from '@wabx/console';
import { freePort, startPostgres, type EmbeddedPostgres } from '@wabx/embedded';
import { publicKeyOf } from '@wabx/messaging';
import { mediaStore } from '@wabx/media-store';
import { startSimulator, type Simulator } from '@wabx/meta-simulator';
import { outboundSender } from '@wabx/outbound-sender';
import { setClockOffset } from '@wabx/persistence';
import { router } from '@wabx/router';
import { newApiKey, startService, type RunningService, type ServiceDefinition } from '@wabx/runtime';
import { sessionJanitor } from '@wabx/session-janitor';
import { stats } from '@wabx/stats';
import { createTestDatabase, eventually, startTestNats, type TestDatabase, type TestNats } from '@wabx/testing';
import { webhookIngress } from '@wabx/webhook-ingress';
import { serviceNames, type ServiceName } from '@wabx/contracts';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { owners } from '../src/owners.js';

export const meta = { appId: '120010020030040', wabaId: '300100200300400' };
export const numbers = { queue: '410020030040051', extension: '410020030040052' };

export interface WholeStack {
  postgres: { kill(): Promise<void>; restart(): Promise<void> };
  nats: TestNats;
  simulator: Simulator;
  database: TestDatabase;
  services: Record<ServiceName, RunningService>;
  channelId: string;
  /** The settings by which every service believes channel-config and lets in whom the console has signed in. */
  trust: { WABX_TRUSTED_KEYS: string; WABX_CONSOLE_KEYS: string };
  /** What nobody may find anywhere. */
  secrets: Secrets;
  /** Where media-store keeps the bytes. */
  objectDirectory: string;
  keys: { admin: string; ada: string; bo: string; cy: string };
  /** Moves our clock and Meta's together. */
  moveClock(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

interface Secrets {
  accessToken: string;
  appSecret: string;
  verifyToken: string;
  sealingKeys: string;
  appSecretKeys: string;
  linkKeys: string;
  signingKey: string;
  consoleSigningKey: string;
  databasePassword: string;
}

interface Options {
  logLevel?: string;
  /** For every service. */
  env?: Record<string, string>;
  /** How a service is started; as a rule in this process. */
  startOne?: typeof startService;
  /** What the servers of ours print. */
  onLog?: (line: string) => void;
}

/** All services against real Postgres and NATS with each one's own rights, and a simulated Meta. */
export async function startWholeStack(options: Options = {}): Promise<WholeStack> {
  const { logLevel = 'error', env: everywhere, startOne = startService, onLog } = options;
  const databasePassword = random();
  const sealingKeys = `sealing:${randomBytes(32).toString('base64')}`;
  const appSecretKeys = `apps:${randomBytes(32).toString('base64')}`;
  const linkKeys = `links:${randomBytes(32).toString('base64')}`;
  const seed = randomBytes(32);
  const signingKey = `signing:${seed.toString('base64')}`;
  const consoleSeed = randomBytes(32);
  const consoleSigningKey = `console:${consoleSeed.toString('base64')}`;
  const trust = {
    WABX_TRUSTED_KEYS: `signing:${publicKeyOf(seed).toString('base64')}`,
    WABX_CONSOLE_KEYS: `console:${publicKeyOf(consoleSeed).toString('base64')}`,
  };
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-e2e-`));
  const dataDir = path.join(directory, 'postgres');
  let server: EmbeddedPostgres = await startPostgres({ dataDir, durable: false, onLog });
  const [nats, simulator, database] = await Promise.all([
    startTestNats({ onLog }),
    startSimulator({
      port: 0,
      dataDir: path.join(directory, 'simulator'),
      seed: 'e2e',
      retryScale: 0.02,
    }),
    createTestDatabase({
      adminUrl: server.url,
      owners: owners.map((owner) => ({ ...owner, password: databasePassword })),
    }),
  ]);
  const { port } = server;
  const admin = newApiKey();
  const started = new Map<ServiceName, RunningService>();
  const start = async (definition: ServiceDefinition, env: Record<string, string> = {}) => {
    const name = definition.name as ServiceName;
    const schema = owners.find(({ service }) => service === name)?.schema;
    const service = await startOne(definition, {
      PORT: '0',
      NATS_URL: nats.urlOf(name),
      LOG_LEVEL: logLevel,
      ...(['webhook-ingress', 'console'].includes(name) ? {} : { WABX_SEALING_KEYS: sealingKeys }),
      ...(opensAppSecrets.has(name) ? { WABX_APP_SECRET_KEYS: appSecretKeys } : {}),
      ...trust,
      WABX_GRAPH_URL: simulator.url,
      ...(schema ? { DATABASE_URL: database.urlOf(schema) } : {}),
      ...everywhere,
      ...env,
    });
    started.set(name, service);
    return service;
  };
  const ingress = await start(webhookIngress);
  const mediaPort = await freePort();
  await Promise.all([
    start(channelConfig, {
      WABX_PUBLIC_URLS: ingress.url,
      WABX_ALLOW_HTTP: 'loopback',
      WABX_BOOTSTRAP_KEY: admin.token,
      WABX_SIGNING_KEY: signingKey,
      // Tests break things and look at once.
      WABX_DOCTOR_KEPT_SECONDS: '0',
    }),
    start(router),
    start(outboundSender),
    start(mediaStore, {
      PORT: String(mediaPort),
      WABX_MEDIA_PUBLIC_URL: `http://127.0.0.1:${mediaPort}`,
      WABX_LINK_KEYS: linkKeys,
      WABX_MEDIA_DIR: path.join(directory, 'media'),
    }),
    start(sessionJanitor, {
      CLOSE_IDLE_SESSIONS_SECONDS: '0.2',
      EXPIRE_MEDIA_SECONDS: '0.2',
      SETTLE_UNKNOWN_SENDS_SECONDS: '0.2',
    }),
    start(stats),
  ]);
  const addressOf = (name: ServiceName) => started.get(name)?.url ?? '';
  await start(consoleService, {
    WABX_CONSOLE_SIGNING_KEY: consoleSigningKey,
    WABX_SIGN_IN_LINKS: 'yes',
    WABX_CHANNEL_CONFIG_URL: addressOf('channel-config'),
    WABX_ROUTER_URL: addressOf('router'),
    WABX_OUTBOUND_SENDER_URL: addressOf('outbound-sender'),
    WABX_MEDIA_STORE_URL: addressOf('media-store'),
    WABX_SESSION_JANITOR_URL: addressOf('session-janitor'),
    WABX_STATS_URL: addressOf('stats'),
  });
  const services = Object.fromEntries(started) as Record<ServiceName, RunningService>;
  const accessToken = `EAAG${random()}`;
  const appSecret = random();
  const { channelId, verifyToken, keys } = await configure(services, simulator, admin.token, accessToken, appSecret);
  return {
    postgres: {
      kill: () => server.kill(),
      restart: async () => {
        server = await startPostgres({ dataDir, port, durable: false, onLog });
      },
    },
    nats,
    simulator,
    database,
    services,
    channelId,
    trust,
    secrets: {
      accessToken,
      appSecret,
      verifyToken,
      sealingKeys,
      appSecretKeys,
      linkKeys,
      signingKey,
      consoleSigningKey,
      databasePassword,
    },
    objectDirectory: path.join(directory, 'media'),
    keys: { admin: admin.token, ...keys },
    moveClock: async (seconds) => {
      await setClockOffset(database.adminUrl, seconds);
      await sim(simulator, 'POST', '/clock', { advanceSeconds: seconds });
    },
    stop: async () => {
      for (const name of serviceNames) await started.get(name)?.stop();
      await simulator.stop();
      await database.drop();
      await nats.stop();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const opensAppSecrets = new Set<ServiceName>(['webhook-ingress', 'channel-config']);
const random = () => randomBytes(16).toString('hex');

async function configure(
  services: WholeStack['services'],
  simulator: Simulator,
  admin: string,
  accessToken: string,
  appSecret: string,
) {
  const config = apiOf(services['channel-config'], admin);
  const create = async (route: string, body: object) => {
    const answer = await config('POST', route, body);
    if (answer.status !== 201) throw new Error(`${route} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, string>;
  };
  const extension = async (number: string, name: string) => {
    const { id = '' } = await create('/v1/extensions', { number, name });
    const scopes = ['agent', 'media:write'];
    const { token = '' } = await create('/v1/api-keys', { name, scopes, extensionId: id });
    return { id, token };
  };
  const [ada, bo, cy] = [await extension('1001', 'Ada'), await extension('1002', 'Bo'), await extension('1003', 'Cy')];
  const sales = await create('/v1/queues', { name: 'Sales', agents: [ada.id, bo.id] });
  const channel = await create('/v1/channels', {
    name: 'Meridian Cycles',
    accessToken,
    appSecret,
    ...meta,
    numbers: [
      { e164: '+12025550143', phoneNumberId: numbers.queue, destination: { type: 'queue', id: sales['id'] } },
      { e164: '+12025550144', phoneNumberId: numbers.extension, destination: { type: 'extension', id: cy.id } },
    ],
  });
  const { id: channelId = '', verifyToken = '', webhookUrl = '' } = channel;
  await eventually('the ingress knows the channel', async () => {
    const query = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}`;
    return (await (await fetch(`${webhookUrl}?${query}`)).text()) === '1';
  });
  await sim(simulator, 'POST', '/setup', {
    apps: [{ appId: meta.appId, secret: appSecret }],
    wabas: [{ wabaId: meta.wabaId }],
    numbers: [
      { phoneNumberId: numbers.queue, displayPhoneNumber: '+1 202-555-0143', wabaId: meta.wabaId },
      { phoneNumberId: numbers.extension, displayPhoneNumber: '+1 202-555-0144', wabaId: meta.wabaId },
    ],
    tokens: [{ token: accessToken, appId: meta.appId }],
    callbackUrl: webhookUrl,
    verifyToken,
  });
  return { channelId, verifyToken, keys: { ada: ada.token, bo: bo.token, cy: cy.token } };
}

/** Calls of one service's API as one caller. */
export function apiOf(service: RunningService, token: string) {
  return async (method: string, route: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(service.url + route, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as unknown };
  };
}

/** The simulator's control API; throws on a refusal. */
export async function sim<T>(simulator: Simulator, method: string, route: string, body?: object): Promise<T> {
  const response = await fetch(`${simulator.url}/_sim${route}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the simulator refused ${route}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** From now on Meta says that the token of the channel ends in ten days, and channel-config has heard it. */
export async function endToken({ simulator, services, secrets, keys, channelId }: WholeStack): Promise<void> {
  const expiresAt = new Date(Date.now() + 10 * 24 * 3_600_000).toISOString();
  await sim(simulator, 'POST', '/tokens', { token: secrets.accessToken, appId: meta.appId, expiresAt });
  await apiOf(services['channel-config'], keys.admin)('GET', `/v1/channels/${channelId}/doctor`);
}
