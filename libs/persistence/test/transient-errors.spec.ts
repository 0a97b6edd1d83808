import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { describeDatabaseError, isTransientDatabaseError } from '../src/index.js';
import { createEmptyDatabase, type EmptyDatabase } from './empty-database.js';
import { adminUrl } from './owners.js';
import { tcpGate } from './tcp-gate.js';

let database: EmptyDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase(adminUrl);
});
afterAll(() => database?.drop());

/** A connected client that is thrown away afterwards, whatever became of it. */
async function withClient(config: pg.ClientConfig, work: (client: pg.Client) => Promise<unknown>): Promise<unknown> {
  const client = new pg.Client({ connectionString: database.adminUrl, ...config });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function withDeafServer(work: (port: number) => Promise<unknown>): Promise<unknown> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const failures: [string, boolean, () => Promise<unknown>][] = [
  [
    'nobody listens',
    true,
    async () =>
      withClient(
        { connectionString: `postgres://x@127.0.0.1:${(await tcpGate(new URL(adminUrl))).port}/x` },
        async () => undefined,
      ),
  ],
  [
    'the host name is unknown',
    true,
    () => withClient({ connectionString: 'postgres://x@no-such-host.invalid/x' }, async () => undefined),
  ],
  [
    'the server takes the connection and says nothing',
    true,
    () =>
      withDeafServer((port) =>
        withClient(
          { connectionString: `postgres://x@127.0.0.1:${port}/x`, connectionTimeoutMillis: 50 },
          async () => undefined,
        ),
      ),
  ],
  [
    'the server says nothing to a pool',
    true,
    () =>
      withDeafServer((port) =>
        new pg.Pool({ connectionString: `postgres://x@127.0.0.1:${port}/x`, connectionTimeoutMillis: 50 }).connect(),
      ),
  ],
  [
    'no connection becomes free in time',
    true,
    async () => {
      const pool = new pg.Pool({ connectionString: database.adminUrl, max: 1, connectionTimeoutMillis: 50 });
      const held = await pool.connect();
      try {
        return await pool.connect();
      } finally {
        held.release();
        await pool.end();
      }
    },
  ],
  [
    'the password is refused',
    true,
    () => withClient({ connectionString: database.adminUrl.replace(/:[^:@/]*@/, ':wrong@') }, async () => undefined),
  ],
  [
    'the database is not there',
    true,
    () =>
      withClient(
        { database: 'nowhere', connectionString: `${adminUrl.slice(0, adminUrl.lastIndexOf('/'))}/nowhere` },
        async () => undefined,
      ),
  ],
  [
    'the network is cut during a statement',
    true,
    async () => {
      const gate = await tcpGate(new URL(adminUrl));
      await gate.open();
      const url = new URL(database.adminUrl);
      url.port = String(gate.port);
      return withClient({ connectionString: url.href }, (client) =>
        Promise.all([client.query('SELECT pg_sleep(5)'), gate.close()]),
      );
    },
  ],
  [
    'the session is ended by the server',
    true,
    () => withClient({}, (client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())')),
  ],
  [
    'the session was ended before',
    true,
    () =>
      withClient({}, async (client) => {
        await client.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
        return client.query('SELECT 1');
      }),
  ],
  [
    'the client was closed',
    true,
    () =>
      withClient({}, async (client) => {
        await client.end();
        return client.query('SELECT 1');
      }),
  ],
  [
    'an answer takes too long',
    true,
    () => withClient({ query_timeout: 50 }, (client) => client.query('SELECT pg_sleep(1)')),
  ],
  [
    'a statement takes too long',
    true,
    () => withClient({ statement_timeout: 50 }, (client) => client.query('SELECT pg_sleep(1)')),
  ],
  [
    'a lock is not free in time',
    true,
    () =>
      withClient({}, (holder) =>
        withClient({ lock_timeout: 50 }, async (client) => {
          await holder.query('SELECT pg_advisory_lock(1)');
          return client.query('SELECT pg_advisory_lock(1)');
        }),
      ),
  ],
  [
    'the server is a read-only standby',
    true,
    () =>
      withClient({ options: '-c default_transaction_read_only=on' }, (client) =>
        client.query('CREATE TABLE t (id int)'),
      ),
  ],
  [
    'a row is there already',
    false,
    () =>
      withClient({}, (client) =>
        client.query(
          "CREATE TEMP TABLE t (phone text PRIMARY KEY); INSERT INTO t VALUES ('+4917012345'), ('+4917012345')",
        ),
      ),
  ],
  [
    'a value does not fit its type',
    false,
    () => withClient({}, (client) => client.query('SELECT $1::uuid', ['+4917012345'])),
  ],
  ['the SQL is wrong', false, () => withClient({}, (client) => client.query('SELEC 1'))],
  ['a table is missing', false, () => withClient({}, (client) => client.query('SELECT * FROM nowhere'))],
  [
    'a right is missing',
    false,
    () => withClient({}, (client) => client.query('SET ROLE pg_monitor; CREATE SCHEMA mine')),
  ],
  ["the fault is not the database's", false, async () => JSON.parse('{')],
];

describe('whether work may be tried again later', () => {
  it.each(failures)('%s: %s', async (_what, transient, fail) => {
    const failure: unknown = await fail().then(
      (result) => new Error(`did not fail: ${JSON.stringify(result)}`),
      (error: unknown) => error,
    );
    expect([isTransientDatabaseError(failure), String(failure)]).toEqual([
      transient,
      expect.not.stringContaining('did not fail'),
    ]);
    expect(describeDatabaseError(failure)).not.toContain('4917012345');
  });

  it('sees through the errors that wrap one', () => {
    const inner = Object.assign(new Error('deadlock detected'), { code: '40P01' });
    expect(isTransientDatabaseError(new Error('handling failed', { cause: inner }))).toBe(true);
    expect(isTransientDatabaseError(new AggregateError([new Error('x'), inner]))).toBe(true);
    expect(isTransientDatabaseError('40P01')).toBe(false);
  });

  it('names what a failure met, without the values', async () => {
    const failure = await withClient({}, (client) =>
      client.query(
        `CREATE TEMP TABLE person (phone text CONSTRAINT one_phone PRIMARY KEY); INSERT INTO person VALUES ('+49'), ('+49')`,
      ),
    ).catch((error: unknown) => error);
    expect(describeDatabaseError(failure)).toMatch(
      /^database error 23505, schema pg_temp_\d+, table person, constraint one_phone/,
    );
  });
});
