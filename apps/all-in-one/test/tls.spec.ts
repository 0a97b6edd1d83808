import { channelConfig } from '@wabx/channel-config';
import { startNats, startPostgres, type EmbeddedNats, type EmbeddedPostgres } from '@wabx/embedded';
import { mediaStore } from '@wabx/media-store';
import { natsPermissionsOf, publicKeyOf } from '@wabx/messaging';
import { newApiKey, startService } from '@wabx/runtime';
import { eventually, selfSigned } from '@wabx/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceNames } from '@wabx/contracts';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { owners, passwordVariableOf } from '../src/owners.js';
import { runMigration } from '../src/run-migration.js';

// Postgres and nats-server with certificates that are made here; each takes only who shows one of its own.

const server = selfSigned();
const client = selfSigned('wabx');
const stranger = selfSigned();
const password = randomBytes(16).toString('hex');
const seed = randomBytes(32);
const admin = newApiKey();
const keyOf = (key: Buffer) => `k1:${key.toString('base64')}`;

let directory: string;
let postgres: EmbeddedPostgres;
let nats: EmbeddedNats;
const local = (url: string) => url.replace('127.0.0.1', 'localhost');

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-tls-`));
  const files = { certFile: server.cert, keyFile: server.key, caFile: client.cert };
  const tls = { certFile: '', keyFile: '', caFile: '' };
  for (const name of ['certFile', 'keyFile', 'caFile'] as const) {
    tls[name] = path.join(directory, `${name}.pem`);
    await writeFile(tls[name], files[name], { mode: 0o600 });
  }
  const users = [
    { user: 'migrate', password },
    ...serviceNames.map((user) => ({ user, password, permissions: natsPermissionsOf(user) })),
  ];
  nats = await startNats({ storeDir: path.join(directory, 'nats'), syncAlways: false, users, tls });
  postgres = await startPostgres({ dataDir: path.join(directory, 'postgres'), durable: false });
  await demandCertificates(postgres, path.join(directory, 'postgres'));
  await runMigration(migrationEnv(), () => undefined);
}, 90_000);
afterAll(async () => {
  await postgres?.stop();
  await nats?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

/** From now on the server is reached over TLS alone, and with a certificate. Its files are written as its own user. */
async function demandCertificates({ url }: EmbeddedPostgres, dataDir: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: url });
  await superuser.connect();
  const hba = 'hostssl all all all scram-sha-256 clientcert=verify-ca\n';
  const files = { 'server.crt': server.cert, 'server.key': server.key, 'client.crt': client.cert, 'pg_hba.conf': hba };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dataDir, name);
    const write = `base64 -d > "${file}" && chmod 600 "${file}"`;
    await superuser.query(`COPY (SELECT '${Buffer.from(content).toString('base64')}') TO PROGRAM '${write}'`);
  }
  for (const [name, value] of Object.entries({ ssl_cert_file: 'server.crt', ssl_ca_file: 'client.crt', ssl: 'on' })) {
    await superuser.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  }
  await superuser.query('SELECT pg_reload_conf()');
  await superuser.end();
  await eventually('without TLS nobody comes in', async () => {
    const plain = new pg.Client({ connectionString: url });
    return await plain.connect().then(
      () => plain.end().then(() => false),
      () => true,
    );
  });
}

type Env = Record<string, string>;
const tlsEnv = (
  prefix: string,
  { ca = server, own = client }: { ca?: typeof server; own?: typeof client } = {},
): Env => ({
  [`${prefix}_CA`]: ca.cert,
  [`${prefix}_CERT`]: own.cert,
  [`${prefix}_KEY`]: own.key,
});
const natsUrlOf = (user: string) => local(nats.url).replace('nats://', `nats://${user}:${password}@`);
const databaseUrlOf = (role: string) => {
  const url = new URL(local(postgres.url));
  url.username = role;
  url.password = password;
  return url.href;
};

function migrationEnv(change: Env = {}): Env {
  const passwords = owners.map(({ service }) => [passwordVariableOf(service), password]);
  return {
    NATS_URL: natsUrlOf('migrate'),
    DATABASE_ADMIN_URL: local(postgres.url),
    CONNECT_TIMEOUT_SECONDS: '5',
    ...tlsEnv('NATS'),
    ...tlsEnv('DATABASE'),
    ...(Object.fromEntries(passwords) as Env),
    ...change,
  };
}

function serviceEnv(name: string, role: string, change: Env = {}): Env {
  return {
    PORT: '0',
    LOG_LEVEL: 'error',
    NATS_URL: natsUrlOf(name),
    DATABASE_URL: databaseUrlOf(role),
    ...tlsEnv('NATS'),
    ...tlsEnv('DATABASE'),
    WABX_SEALING_KEYS: keyOf(randomBytes(32)),
    WABX_LINK_KEYS: keyOf(randomBytes(32)),
    WABX_SIGNING_KEY: keyOf(seed),
    WABX_TRUSTED_KEYS: keyOf(publicKeyOf(seed)),
    WABX_PUBLIC_URLS: 'https://wa.example.com',
    WABX_BOOTSTRAP_KEY: admin.token,
    ...change,
  };
}

const configEnv = (change: Env = {}) => serviceEnv('channel-config', 'wabx_config', change);
const start = async (change: Env) => await (await startService(channelConfig, configEnv(change))).stop();
const withoutOwn = (prefix: string): Env => ({ [`${prefix}_CERT`]: '', [`${prefix}_KEY`]: '' });

describe('with certificates on both sides', () => {
  it('a service does all its work: rows, outbox, events and requests', async () => {
    const service = await startService(channelConfig, configEnv());
    try {
      const call = async (method: string, route: string, body?: object) =>
        await fetch(service.url + route, {
          method,
          headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      await eventually('ready', async () => (await fetch(`${service.url}/readyz`)).status === 200);
      const made = await call('POST', '/v1/extensions', { number: '1001', name: 'Ada' });
      expect(made.status).toBe(201);
      const { id } = (await made.json()) as { id: string };
      // Through the outbox to NATS, and from there back into the database.
      await eventually('it is on record', async () => {
        const audit = (await (await call('GET', `/v1/audit?target=${id}`)).json()) as { items: object[] };
        return audit.items.length === 1;
      });
      const superuser = new pg.Client({
        connectionString: local(postgres.url),
        ssl: { ca: server.cert, cert: client.cert, key: client.key },
      });
      await superuser.connect();
      const { rows } = await superuser.query<{ ssl: boolean; client_dn: string }>(
        `SELECT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'wabx_config'`,
      );
      await superuser.end();
      expect(rows.length).toBeGreaterThan(1);
      expect(rows.filter(({ ssl, client_dn }) => !ssl || client_dn !== '/CN=wabx')).toEqual([]);
    } finally {
      await service.stop();
    }
  }, 60_000);

  it('the migration finds nothing left to do', async () => {
    const lines: string[] = [];
    await runMigration(migrationEnv(), (line) => lines.push(line));
    expect(lines.join()).toContain('nothing to do');
  });
});

describe('what does not start', () => {
  it.each<[what: string, change: () => Env, says: RegExp]>([
    ['a database of another authority', () => tlsEnv('DATABASE', { ca: stranger }), /database .*Check DATABASE_CA/s],
    ['no certificate for the database', () => withoutOwn('DATABASE'), /database .*DATABASE_CERT/s],
    ["a stranger's certificate for the database", () => tlsEnv('DATABASE', { own: stranger }), /DATABASE_CERT/],
    ['a broker of another authority', () => tlsEnv('NATS', { ca: stranger }), /NATS .*Check NATS_CA/s],
  ])(
    '%s',
    async (_what, change, says) => {
      await expect(start(change())).rejects.toThrow(says);
      await expect(runMigration(migrationEnv(change()), () => undefined)).rejects.toThrow(says);
    },
    60_000,
  );

  it.each([
    ['no certificate for the broker', () => withoutOwn('NATS')],
    ["a stranger's certificate for the broker", () => tlsEnv('NATS', { own: stranger })],
  ])('%s', async (_what, change) => {
    // Services wait longer for a broker that hangs up: it may be starting.
    const env = migrationEnv({ ...change(), CONNECT_TIMEOUT_SECONDS: '1' });
    await expect(runMigration(env, () => undefined)).rejects.toThrow(/NATS .*NATS_CERT/s);
  });

  it.each<[what: string, change: Env, says: RegExp]>([
    ['what is no certificate', { NATS_CA: 'ca.pem' }, /NATS_CA: must hold certificates/],
    ['a damaged one', { NATS_CA: server.cert.replace('M', '!') }, /NATS_CA: a certificate in it cannot be read/],
    ['one that has ended', { DATABASE_CERT: selfSigned('wabx', -1).cert }, /DATABASE_CERT: a certificate .* has ended/],
    ['a certificate without its key', { NATS_KEY: '' }, /NATS_CERT: goes together with NATS_KEY/],
    ['the key of another certificate', { NATS_KEY: stranger.key }, /NATS_KEY: is not the key of NATS_CERT/],
    ['what is no key', { DATABASE_KEY: server.cert }, /DATABASE_KEY: must be a private key/],
    [
      'two sayings about the database',
      { DATABASE_URL: 'postgres://a:b@c/d?sslmode=require' },
      /DATABASE_CA: .*sslmode/,
    ],
  ])('%s, which is said before anything is connected', async (_what, change, says) => {
    await expect(start(change)).rejects.toThrow(says);
  });

  it('a certificate for an object store over http', async () => {
    const env = serviceEnv('media-store', 'wabx_media', { S3_ENDPOINT: 'http://localhost:9000', ...tlsEnv('S3') });
    await expect(startService(mediaStore, env)).rejects.toThrow('S3_CA: S3_ENDPOINT must begin with https://');
  });
});
