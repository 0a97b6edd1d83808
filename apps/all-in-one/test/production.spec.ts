import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelConfig } from '@wabx/channel-config';
import { serviceNames, type ServiceName } from '@wabx/contracts';
import { consoleService } from '@wabx/console';
import { freePort, startNats, startPostgres, type EmbeddedNats, type EmbeddedPostgres } from '@wabx/embedded';
import { mediaStore } from '@wabx/media-store';
import { connectNats, natsPermissionsOf, provision, publicKeyOf } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { allowableDangers, newApiKey, startService, type ServiceDefinition } from '@wabx/runtime';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { runMigration } from '../src/index.js';
import { owners, passwordVariableOf } from '../src/owners.js';

// Production starts with a safe environment, and with nothing that is unsafe: each row changes one thing of the safe one.

const password = random();
const superuser = { role: `wabx_super_${process.pid}`, password: random() };
/** Every name that a row was refused by. */
const refused: string[] = [];
let directory: string;
let database: TestDatabase;
let ownServer: EmbeddedPostgres;
let brokers: Record<'safe' | 'open' | 'lazy', Broker>;

interface Broker {
  server: EmbeddedNats;
  monitorUrl: string;
}
type Env = Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-production-`));
  const withRoles = owners.map(({ service: _, ...owner }) => ({
    ...owner,
    role: `${owner.role}_production`,
    password: 'only-for-tests',
  }));
  database = await createTestDatabase({ adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '', owners: withRoles });
  ownServer = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: false });
  await asAdmin(`CREATE ROLE ${superuser.role} SUPERUSER LOGIN PASSWORD '${superuser.password}'`);
  const [safe, open, lazy] = await Promise.all([
    startBroker('safe', { syncAlways: true, hasUsers: true }),
    startBroker('open', { syncAlways: true, hasUsers: false }),
    startBroker('lazy', { syncAlways: false, hasUsers: true }),
  ]);
  brokers = { safe, open, lazy };
}, 60_000);
afterAll(async () => {
  for (const { server } of Object.values(brokers ?? {})) await server.stop();
  await ownServer?.stop();
  await asAdmin(`DROP ROLE IF EXISTS ${superuser.role}`);
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

async function startBroker(
  name: string,
  { syncAlways, hasUsers }: { syncAlways: boolean; hasUsers: boolean },
): Promise<Broker> {
  const users = [
    { user: 'migrate', password },
    ...serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) })),
  ];
  const monitorPort = await freePort();
  const storeDir = path.join(directory, name);
  const server = await startNats({ storeDir, syncAlways, monitorPort, ...(hasUsers && { users }) });
  const connection = await connectNats({ url: urlAt(server, 'migrate'), name: 'test' });
  await provision(connection);
  await connection.close();
  return { server, monitorUrl: `http://127.0.0.1:${monitorPort}` };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client(database.adminUrl);
  await admin.connect();
  await admin.query(statement);
  await admin.end();
}

const urlAt = (server: EmbeddedNats, user: string) => `nats://${user}:${password}@127.0.0.1:${server.port}`;
/** Leads to this machine, and is no name of the loopback. */
const seenFromOutside = (url: string | undefined) => String(url).replace('127.0.0.1', '0.0.0.0');
const withLogin = (url: string, role: string, secret: string) => {
  const changed = new URL(url);
  changed.username = role;
  changed.password = secret;
  return changed.href;
};

function random(): string {
  return randomBytes(24).toString('hex');
}
const keyOf = (bytes: Buffer) => `k1:${bytes.toString('base64')}`;
const zeros = Buffer.alloc(32);
const typed = Buffer.from('correct horse battery staple 123');
const reused = randomBytes(32);
const signingSeed = randomBytes(32);
const consoleSeed = randomBytes(32);

function safe(name: ServiceName, schema: string): Env {
  return {
    WABX_ENV: 'production',
    PORT: '0',
    LOG_LEVEL: 'error',
    NATS_URL: urlAt(brokers.safe.server, name),
    WABX_NATS_MONITOR_URLS: brokers.safe.monitorUrl,
    DATABASE_URL: database.urlOf(schema),
    WABX_SEALING_KEYS: keyOf(randomBytes(32)),
    WABX_APP_SECRET_KEYS: keyOf(randomBytes(32)),
    WABX_LINK_KEYS: keyOf(randomBytes(32)),
    WABX_MEDIA_DIR: path.join(directory, 'media'),
    WABX_PUBLIC_URLS: 'https://wa.example.com',
    WABX_SIGNING_KEY: keyOf(signingSeed),
    WABX_TRUSTED_KEYS: keyOf(publicKeyOf(signingSeed)),
    WABX_BOOTSTRAP_KEY: newApiKey().token,
  };
}

async function startAndStop(definition: ServiceDefinition, env: Env): Promise<void> {
  await (await startService(definition, env)).stop();
}

/** The names of the dangers that a service does not start with. */
const refusedBy = async (definition: ServiceDefinition, env: Env) =>
  await namesOf(() => startAndStop(definition, env), env);

async function namesOf(start: () => Promise<void>, env: Env = {}): Promise<string[]> {
  const error: unknown = await start().then(
    () => new Error('it has started'),
    (thrown: unknown) => thrown,
  );
  const { message } = error as Error;
  for (const secret of [password, superuser.password, env['WABX_SEALING_KEYS']?.slice(3)]) {
    if (secret) expect(message).not.toContain(secret);
  }
  const [heading, ...lines] = message.split('\n  ');
  expect(heading).toMatch(/does not start, because WABX_ENV is production/);
  for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+: .{20}/);
  const names = lines.map((line) => line.split(':')[0] ?? '');
  refused.push(...names);
  return names;
}

const media = (change: Env = {}) => ({ ...safe('media-store', 'media'), ...change });
/** At a server of its own, because roles belong to a whole server and this gives them passwords. */
const migration = (change: Env = {}): Env => ({
  WABX_ENV: 'production',
  NATS_URL: urlAt(brokers.safe.server, 'migrate'),
  WABX_NATS_MONITOR_URLS: brokers.safe.monitorUrl,
  DATABASE_ADMIN_URL: ownServer.url,
  CONNECT_TIMEOUT_SECONDS: '5',
  ...Object.fromEntries(owners.map(({ service }) => [passwordVariableOf(service), random()])),
  ...change,
});
const config = (change: Env = {}) => ({ ...safe('channel-config', 'config'), ...change });
const desk = (change: Env = {}): Env => ({
  ...safe('console', 'console'),
  WABX_CONSOLE_SIGNING_KEY: keyOf(consoleSeed),
  WABX_CONSOLE_KEYS: keyOf(publicKeyOf(consoleSeed)),
  WABX_CONSOLE_URL: 'https://desk.example.com',
  ...change,
});
const at = ({ server, monitorUrl }: Broker, user: string): Env => ({
  NATS_URL: urlAt(server, user),
  WABX_NATS_MONITOR_URLS: monitorUrl,
});

describe('WABX_ENV=production', () => {
  it.each([
    ['media-store', () => startAndStop(mediaStore, media())],
    ['channel-config', () => startAndStop(channelConfig, config())],
    ['console', () => startAndStop(consoleService, desk())],
  ])('starts %s with a safe environment', async (_name, start) => {
    await start();
  });

  it.each<[danger: string, change: () => Env]>([
    ['nats-without-authentication', () => at(brokers.open, 'media-store')],
    ['nats-administrator', () => at(brokers.safe, 'migrate')],
    ['nats-without-fsync', () => at(brokers.lazy, 'media-store')],
    ['nats-sync-unknown', () => ({ WABX_NATS_MONITOR_URLS: '' })],
    // A page of another server proves nothing.
    ['nats-sync-unknown', () => ({ WABX_NATS_MONITOR_URLS: brokers.open.monitorUrl })],
    ['nats-without-tls', () => ({ NATS_URL: seenFromOutside(media()['NATS_URL']) })],
    ['postgres-without-tls', () => ({ DATABASE_URL: seenFromOutside(media()['DATABASE_URL']) })],
    [
      'postgres-superuser',
      () => ({ DATABASE_URL: withLogin(database.urlOf('media'), superuser.role, superuser.password) }),
    ],
    ['graph-over-http', () => ({ WABX_GRAPH_URL: 'http://graph.facebook.com' })],
    ['graph-elsewhere', () => ({ WABX_GRAPH_URL: 'https://simulator.example.com' })],
    ['media-over-http', () => ({ WABX_MEDIA_PUBLIC_URL: 'http://media.example.com' })],
    ['s3-over-http', () => ({ S3_ENDPOINT: 'http://minio:9000' })],
    ['password-weak', () => ({ S3_ENDPOINT: 'https://minio:9000', S3_SECRET_KEY: 'minioadmin' })],
    ['password-reused', () => ({ S3_ENDPOINT: 'https://minio:9000', S3_SECRET_KEY: password })],
    ['key-weak', () => ({ WABX_SEALING_KEYS: keyOf(zeros) })],
    ['key-weak', () => ({ WABX_LINK_KEYS: keyOf(typed) })],
    ['key-weak', () => ({ WABX_LINK_KEYS: keyOf(Buffer.from('0123456789abcdef'.repeat(2))) })],
    ['key-reused', () => ({ WABX_SEALING_KEYS: keyOf(reused), WABX_LINK_KEYS: keyOf(reused) })],
    ['key-reused', () => ({ WABX_SEALING_KEYS: `${keyOf(reused)},k2:${reused.toString('base64')}` })],
  ])('refuses %s by its name', async (danger, change) => {
    expect(await refusedBy(mediaStore, media(change()))).toEqual([danger]);
  });

  it.each<[danger: string, change: () => Env]>([
    ['bootstrap-key-weak', () => ({ WABX_BOOTSTRAP_KEY: `wabx_bootstrap1_${'A'.repeat(43)}` })],
    ['bootstrap-key-weak', () => ({ WABX_BOOTSTRAP_KEY: `wabx_bootstrap1_${typed.toString('base64url')}` })],
    ['sealing-keys-shared', () => ({ WABX_APP_SECRET_KEYS: '' })],
    ['key-weak', () => ({ WABX_APP_SECRET_KEYS: keyOf(zeros) })],
    ['key-reused', () => ({ WABX_APP_SECRET_KEYS: keyOf(reused), WABX_SEALING_KEYS: keyOf(reused) })],
    ['key-weak', () => ({ WABX_SIGNING_KEY: keyOf(zeros) })],
    ['key-weak', () => ({ WABX_SIGNING_KEY: keyOf(Buffer.alloc(32, 9)) })],
    ['key-reused', () => ({ WABX_SIGNING_KEY: keyOf(reused), WABX_SEALING_KEYS: keyOf(reused) })],
    ['public-url-over-http', () => ({ WABX_PUBLIC_URLS: 'https://wa.example.com, http://127.0.0.1:4100' })],
  ])('refuses %s of channel-config by its name', async (danger, change) => {
    expect(await refusedBy(channelConfig, config(change()))).toEqual([danger]);
  });

  it.each<[danger: string, change: () => Env]>([
    ['sign-in-links', () => ({ WABX_SIGN_IN_LINKS: 'yes' })],
    ['console-over-http', () => ({ WABX_CONSOLE_URL: 'http://desk.example.com' })],
  ])('refuses %s of the console by its name', async (danger, change) => {
    expect(await refusedBy(consoleService, desk(change()))).toEqual([danger]);
  });

  it('refuses a moved clock', async () => {
    await setClockOffset(database.adminUrl, 60);
    try {
      expect(await refusedBy(mediaStore, media())).toEqual(['clock-moved']);
    } finally {
      await setClockOffset(database.adminUrl, 0);
    }
  });

  it('lets the migration run with a safe environment and its own rights, and refuses it each of these by its name', async () => {
    await runMigration(migration(), () => undefined);
    for (const [danger, change] of [
      ['nats-without-authentication', at(brokers.open, 'migrate')],
      ['nats-without-fsync', at(brokers.lazy, 'migrate')],
      ['nats-sync-unknown', { WABX_NATS_MONITOR_URLS: '' }],
      ['nats-without-tls', { NATS_URL: seenFromOutside(migration()['NATS_URL']) }],
      ['postgres-without-tls', { DATABASE_ADMIN_URL: seenFromOutside(ownServer.url) }],
      ['password-weak', { WABX_ROUTER_DATABASE_PASSWORD: 'aaaaaaaaaaaa' }],
      ['password-reused', { WABX_ROUTER_DATABASE_PASSWORD: password }],
    ] as const) {
      expect([danger, await namesOf(() => runMigration(migration(change), () => undefined))]).toEqual([
        danger,
        [danger],
      ]);
    }
    await setClockOffset(ownServer.url, 60);
    expect(await namesOf(() => runMigration(migration(), () => undefined))).toEqual(['clock-moved']);
  });

  it('lists everything at once, of the settings and of both servers, and also what could not be looked at', async () => {
    const unsafe = { WABX_GRAPH_URL: 'http://127.0.0.1:4110', WABX_SEALING_KEYS: keyOf(zeros) };
    const url = withLogin(database.urlOf('media'), superuser.role, superuser.password);
    expect(
      await refusedBy(mediaStore, media({ ...unsafe, ...at(brokers.open, 'media-store'), DATABASE_URL: url })),
    ).toEqual(['graph-over-http', 'graph-elsewhere', 'key-weak', 'nats-without-authentication', 'postgres-superuser']);
    const wrong = withLogin(database.urlOf('media'), 'nobody_here', random());
    await expect(startAndStop(mediaStore, media({ ...unsafe, DATABASE_URL: wrong }))).rejects.toThrow(
      /key-weak: [^]*not looked at: The database .* refused the login/,
    );
  });

  it('starts with what is allowed by name, and with nothing else', async () => {
    const outside = { NATS_URL: seenFromOutside(media()['NATS_URL']), WABX_ALLOW_UNSAFE: 'nats-without-tls' };
    await startAndStop(mediaStore, media(outside));
    expect(await refusedBy(mediaStore, media({ ...outside, WABX_SEALING_KEYS: keyOf(zeros) }))).toEqual(['key-weak']);
    await expect(startAndStop(mediaStore, media({ WABX_ALLOW_UNSAFE: 'key-weak' }))).rejects.toThrow(
      /WABX_ALLOW_UNSAFE.*: may name nats-without-tls/,
    );
  });
});

it('docs/security.md lists every danger, and which ones may be allowed', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/security.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\*\*)?`([a-z0-9-]+)`/gm)];
  expect(rows.map(([, , name = '']) => name).sort()).toEqual([...new Set(refused)].sort());
  const bold = rows.flatMap(([, isBold, name = '']) => (isBold ? [name] : []));
  expect(bold.sort()).toEqual([...allowableDangers].sort());
});
