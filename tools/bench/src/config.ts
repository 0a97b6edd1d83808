import { owners } from '@wabx/all-in-one';
import { messageReceived, newId, serviceNames, type ServiceName } from '@wabx/contracts';
import { startNats, startPostgres } from '@wabx/embedded';
import { connectNats, EventPublisher, natsPermissionsOf, provision } from '@wabx/messaging';
import { newApiKey } from '@wabx/runtime';
import { createTestDatabase, testSealingKeys, testSigner } from '@wabx/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from './child.js';
import { load } from './machine.js';
import { percentile } from './load.js';
import type { Seen } from './servers/tapped.js';

const CHANGES_PER_SECOND = 20;
const REVOCATIONS_PER_SECOND = 4;
const INBOUND_PER_SECOND = 50;
const SEEN_P99_MS_MAX = 1_000;
const REVOKED_MS_MAX = 2_000;
const LOST_MS = 10_000;
const FIRST_IDLE_SECONDS = 1_000;

/** Any door of a service that a key with all these scopes opens; what is behind it does not matter. */
const doors: Record<ServiceName, string> = {
  'webhook-ingress': '/v1/quarantine',
  'channel-config': '/v1/channels',
  router: '/v1/sessions',
  'outbound-sender': '/v1/rates',
  'media-store': `/v1/media/${newId()}`,
  'session-janitor': '/v1/runs',
  stats: '/v1/stats/channels',
  // Without the scope for it: who is not known is refused before that.
  console: '/sign-ins',
};
const scopes = ['ops:read', 'channels:read', 'sessions:read', 'media:read', 'stats:read'];

type Services = Map<ServiceName, Child>;
type Call = (method: string, route: string, body?: object) => Promise<Record<string, string>>;
type Times = Map<ServiceName, number[]>;

/** From sending a change until each of eight processes has it in its own copy, while messages come in. */
export async function benchConfig(seconds: number): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const password = newId();
  const postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: true });
  const users = serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) }));
  const nats = await startNats({
    storeDir: path.join(directory, 'nats'),
    syncAlways: true,
    users: [{ user: 'admin', password }, ...users],
  });
  const natsUrlOf = (user: string) => `nats://${user}:${password}@127.0.0.1:${nats.port}`;
  const database = await createTestDatabase({
    adminUrl: postgres.url,
    owners: owners.map((owner) => ({ ...owner, password })),
  });
  const connection = await connectNats({ url: natsUrlOf('admin'), name: 'bench' });
  const admin = newApiKey();
  const services: Services = new Map();
  try {
    await provision(connection);
    await Promise.all(
      serviceNames.map(async (name) => {
        const schema = owners.find(({ service }) => service === name)?.schema;
        const child = await startChild('./servers/tapped.js', {
          TAPPED_SERVICE: name,
          PORT: '0',
          NATS_URL: natsUrlOf(name),
          ...testSigner,
          ...(schema ? { DATABASE_URL: database.urlOf(schema) } : {}),
          LOG_LEVEL: 'error',
          WABX_SEALING_KEYS: testSealingKeys,
          WABX_LINK_KEYS: testSealingKeys,
          WABX_MEDIA_DIR: path.join(directory, 'media'),
          WABX_MEDIA_PUBLIC_URL: 'http://127.0.0.1:9',
          WABX_PUBLIC_URLS: 'http://127.0.0.1:9',
          WABX_ALLOW_HTTP: 'loopback',
          // Nobody is there: no answer of Meta's changes nothing.
          WABX_GRAPH_URL: 'http://127.0.0.1:9',
          WABX_BOOTSTRAP_KEY: admin.token,
          WABX_CONSOLE_SIGNING_KEY: testSigner.WABX_SIGNING_KEY,
          WABX_CONSOLE_KEYS: testSigner.WABX_TRUSTED_KEYS,
        });
        services.set(name, child);
      }),
    );
    await measure(services, admin.token, new EventPublisher(connection), seconds);
  } finally {
    for (const child of services.values()) await child.stop();
    await connection.close();
    await database.drop();
    await nats.stop();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(services: Services, token: string, publisher: EventPublisher, seconds: number): Promise<void> {
  const call: Call = async (method, route, body) => {
    const response = await fetch(`${urlOf(services, 'channel-config')}${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify(body ?? {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
  };
  const { id: queueId } = await call('POST', '/v1/queues', { name: 'Sales' });
  const phoneNumberId = '410020030040051';
  const destination = { type: 'queue', id: queueId };
  const { id: channelId = '' } = await call('POST', '/v1/channels?confirm=true', {
    name: 'Meridian Cycles',
    accessToken: `EAAG${newId()}`,
    appSecret: newId(),
    numbers: [{ e164: '+12025550143', phoneNumberId, destination }],
  });

  const stopInbound = keepWriting(publisher, channelId, phoneNumberId);
  const seen = await measureChanges(services, call, channelId, CHANGES_PER_SECOND * seconds);
  const revoked = await measureRevocations(services, call, REVOCATIONS_PER_SECOND * seconds);
  const written = await stopInbound();

  console.log(
    `config: seven processes, ${INBOUND_PER_SECOND} messages/s coming in (${written} in all); load ${load()}`,
  );
  const late = report(
    `a change of a channel is in every copy, from sending it (p99 at most ${SEEN_P99_MS_MAX} ms)`,
    seen,
    ({ p99 }) => p99 <= SEEN_P99_MS_MAX,
  );
  const open = report(
    `a revoked key is refused, from sending the revocation (at most ${REVOKED_MS_MAX} ms)`,
    revoked,
    ({ max }) => max <= REVOKED_MS_MAX,
  );
  if (late + open > 0) process.exitCode = 1;
}

async function measureChanges(services: Services, call: Call, channelId: string, changes: number): Promise<Times> {
  const times = timesOf(services);
  for (let n = 1; n <= changes; n++) {
    const idleSeconds = FIRST_IDLE_SECONDS + n;
    const everywhere = [...services].map(([name, child]) =>
      whenSeen(child, channelId, idleSeconds, name).then((at) => [name, at] as const),
    );
    const sentAt = performance.timeOrigin + performance.now();
    await call('PATCH', `/v1/channels/${channelId}`, { settings: { sessionIdleSeconds: idleSeconds } });
    for (const [name, at] of await Promise.all(everywhere)) times.get(name)?.push(at - sentAt);
    await delay(Math.random() * (1_000 / CHANGES_PER_SECOND));
  }
  return times;
}

function whenSeen(child: Child, channelId: string, idleSeconds: number, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} has not seen a change for ${LOST_MS} ms`)), LOST_MS);
    const listen = (message: unknown) => {
      const seen = message as Seen;
      if (seen.channelId !== channelId || seen.idleSeconds !== idleSeconds) return;
      clearTimeout(timer);
      child.process.off('message', listen);
      resolve(seen.at);
    };
    child.process.on('message', listen);
  });
}

async function measureRevocations(services: Services, call: Call, revocations: number): Promise<Times> {
  const times = timesOf(services);
  for (let n = 0; n < revocations; n++) {
    const { id, token = '' } = await call('POST', '/v1/api-keys', { name: `bench ${n}`, scopes });
    await Promise.all(
      [...services.keys()].map((name) => whenAnswered(services, name, token, (status) => status !== 401)),
    );
    const sentAt = performance.now();
    const refused = [...services.keys()].map(async (name) => {
      await whenAnswered(services, name, token, (status) => status === 401);
      times.get(name)?.push(performance.now() - sentAt);
    });
    await call('DELETE', `/v1/api-keys/${id}`);
    await Promise.all(refused);
  }
  return times;
}

async function whenAnswered(
  services: Services,
  name: ServiceName,
  token: string,
  isWanted: (status: number) => boolean,
): Promise<void> {
  const endsAt = performance.now() + LOST_MS;
  while (performance.now() < endsAt) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${urlOf(services, name)}${doors[name]}`, { headers });
    await response.arrayBuffer();
    if (isWanted(response.status)) return;
    await delay(2);
  }
  throw new Error(`${name} did not notice a key for ${LOST_MS} ms`);
}

/** Messages of customers, at an even rate, until it is told to stop; answers how many were stored. */
function keepWriting(publisher: EventPublisher, channelId: string, phoneNumberId: string): () => Promise<number> {
  const stopping = new AbortController();
  const startedAt = performance.now();
  let stored = 0;
  const running = (async () => {
    for (let n = 0; !stopping.signal.aborted; n++) {
      await delay(startedAt + (n * 1_000) / INBOUND_PER_SECOND - performance.now());
      const at = new Date().toISOString();
      await publisher.publish(messageReceived, channelId, {
        phoneNumberId,
        waMessageId: `wamid.bench-${n}`,
        origin: 'customer',
        customer: { waId: String(447700000000 + (n % 1_000)) },
        sentAt: at,
        receivedAt: at,
        content: { kind: 'text', text: { body: 'Good morning, is the workshop open on Saturday?' } },
        raw: {},
      });
      stored++;
    }
  })();
  return async () => {
    stopping.abort();
    await running;
    return stored;
  };
}

function report(what: string, times: Times, holds: (of: { p99: number; max: number }) => boolean): number {
  console.log(`\n${what}`);
  let missed = 0;
  for (const [name, all] of times) {
    const sorted = all.sort((a, b) => a - b);
    const [p50, p99, max] = [percentile(sorted, 0.5), percentile(sorted, 0.99), sorted.at(-1) ?? NaN];
    const verdict = holds({ p99, max }) ? 'holds' : 'DOES NOT HOLD';
    if (verdict !== 'holds') missed++;
    const figures = `p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  max ${max.toFixed(1)} ms  of ${sorted.length}`;
    console.log(`  ${name.padEnd(16)} ${figures}  ${verdict}`);
  }
  return missed;
}

const timesOf = (services: Services): Times => new Map([...services.keys()].map((name) => [name, []]));
const urlOf = (services: Services, name: ServiceName) => services.get(name)?.url ?? '';
