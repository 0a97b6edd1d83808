import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import {
  contentionOf,
  databaseNow,
  databaseProviders,
  inOrder,
  inTransaction,
  isTransientDatabaseError,
  migrate,
  openDatabase,
  setClockOffset,
  type Contention,
} from '../src/index.js';
import { prepared } from '../src/prepared.js';
import { endWhenSilent } from '../src/silent-connection.js';
import { createEmptyDatabase, type EmptyDatabase } from './empty-database.js';
import { eventually } from './eventually.js';
import { adminUrl, ledger, silent, urlFor } from './owners.js';
import { tcpGate } from './tcp-gate.js';

let database: EmptyDatabase;
let source: DataSource;
const warnings: string[] = [];
const contentions: Contention[] = [];

const options = (change: Partial<Parameters<typeof openDatabase>[0]> = {}) => ({
  url: urlFor(database.adminUrl, ledger),
  schema: 'ledger',
  applicationName: 'wabx-persistence-test',
  migrations: ledger.migrations,
  log: { warn: (message: string) => warnings.push(message) },
  onContention: (contention: Contention) => void contentions.push(contention),
  ...change,
});

beforeAll(async () => {
  database = await createEmptyDatabase(adminUrl, { provokesDeadlocks: true });
  await migrate({ adminUrl: database.adminUrl, owners: [ledger], log: silent });
  source = await openDatabase(options());
});
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});
beforeEach(async () => {
  warnings.length = 0;
  contentions.length = 0;
  await source.query('DELETE FROM account');
  await source.query(`INSERT INTO account (name) VALUES ('a'), ('b')`);
});

/** Ends sessions on the server's side, as a restart or a fail-over does. */
async function killSessions(where: string): Promise<number> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const killed = await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${where}`,
  );
  await admin.end();
  return killed.rows.length;
}

describe('a statement that has a name', () => {
  const ofName = prepared('account_of_name', 'SELECT name FROM account WHERE name = $1');

  it('is prepared once on a connection, and answers as any other', async () => {
    const single = await openDatabase(options({ poolSize: 1, plansForAnyValues: true }));
    expect(await single.query(ofName, ['a'])).toEqual([{ name: 'a' }]);
    expect(await single.query(ofName, ['none'])).toEqual([]);
    await inTransaction(single, async (tx) => expect(await tx.query(ofName, ['b'])).toEqual([{ name: 'b' }]));
    expect(await single.query('SELECT name, statement, generic_plans::int FROM pg_prepared_statements')).toEqual([
      { name: 'account_of_name', statement: ofName, generic_plans: 3 },
    ]);
    await single.destroy();
  });

  it('keeps its name for itself', () => {
    expect(prepared('account_of_name', ofName)).toBe(ofName);
    expect(() => prepared('account_of_name', 'SELECT 1')).toThrow('two statements are named account_of_name');
  });
});

describe('a statement that is asked for again and again', () => {
  it('is prepared at its fifth use; a rare statement and one without parameters are not', async () => {
    const single = await openDatabase(options({ poolSize: 1 }));
    const often = 'SELECT name FROM account WHERE name = $1 -- often';
    for (let use = 1; use <= 8; use++) {
      expect(await single.query(often, [use % 2 ? 'a' : 'none'])).toEqual(use % 2 ? [{ name: 'a' }] : []);
      await single.query('SELECT 1');
      await single.query(`SELECT name FROM account WHERE name = $1 -- ${use}`, ['a']);
    }
    const prepared = 'SELECT statement, (generic_plans + custom_plans)::int AS uses FROM pg_prepared_statements';
    expect(await single.query(prepared)).toEqual([{ statement: often, uses: 4 }]);
    await single.destroy();
  });

  it('is planned anew when the next version has added a column', async () => {
    const single = await openDatabase(options({ poolSize: 1 }));
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query('CREATE TABLE ledger.growing (name text); GRANT SELECT, INSERT ON ledger.growing TO PUBLIC');
    const read = 'SELECT * FROM growing WHERE name = $1';
    for (let use = 1; use <= 8; use++) await single.query(read, ['a']);
    await admin.query('ALTER TABLE ledger.growing ADD COLUMN age integer');
    await single.query(`INSERT INTO growing VALUES ('a', 7)`);
    await expect(single.query(read, ['a'])).rejects.toThrow('cached plan must not change result type');
    expect(await single.query(read, ['a'])).toEqual([{ name: 'a', age: 7 }]);
    await admin.query('DROP TABLE ledger.growing');
    await admin.end();
    await single.destroy();
  });

  it('is prepared for at most 200 texts, so that composed statements do not fill the server', async () => {
    const single = await openDatabase(options({ poolSize: 1 }));
    for (let text = 1; text <= 250; text++) {
      for (let use = 1; use <= 5; use++) {
        expect(await single.query(`SELECT $1::int AS "text ${text}"`, [use])).toEqual([{ [`text ${text}`]: use }]);
      }
    }
    const [{ count }] = await single.query('SELECT count(*)::int FROM pg_prepared_statements');
    expect(count).toBeGreaterThan(150);
    expect(count).toBeLessThanOrEqual(200);
    await single.destroy();
  });
});

describe('the clock', () => {
  it('is the real one until an administrator moves it, and then moves for everybody', async () => {
    const real = await databaseNow(source);
    expect(Math.abs(real.getTime() - Date.now())).toBeLessThan(5_000);

    await setClockOffset(database.adminUrl, 72 * 3600 + 60);
    const movedSeconds = ((await databaseNow(source)).getTime() - real.getTime()) / 1000;
    expect(movedSeconds).toBeGreaterThanOrEqual(72 * 3600 + 60);
    expect(movedSeconds).toBeLessThan(72 * 3600 + 70);

    await setClockOffset(database.adminUrl, 0);
    expect(Math.abs((await databaseNow(source)).getTime() - Date.now())).toBeLessThan(5_000);
  });

  it('goes on within a transaction, and within a statement', async () => {
    const times = await inTransaction(source, async (tx) => [
      (await tx.query('SELECT wabx.now()::text AS now'))[0].now,
      (await tx.query('SELECT wabx.now()::text AS now'))[0].now,
      ...(await tx.query('SELECT wabx.now()::text AS now FROM generate_series(1, 3)')).map(
        (row: { now: string }) => row.now,
      ),
    ]);
    expect(new Set(times).size).toBe(5);
    expect([...times].sort()).toEqual(times);
  });

  it('is not for a service to move', async () => {
    await expect(setClockOffset(source, 60)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('opening the database', () => {
  it('says which server does not answer and what to do, and never the password', async () => {
    const gate = await tcpGate(new URL(adminUrl));
    const url = new URL(options().url);
    url.port = String(gate.port);
    const failure: unknown = await openDatabase(options({ url: url.href, connectTimeoutMs: 300 })).catch(
      (error) => error,
    );
    expect(String(failure)).toMatch(
      new RegExp(
        `:${gate.port}/wabx_test_\\w+ as role wabx_test_ledger does not answer .*ECONNREFUSED.*Start PostgreSQL there`,
      ),
    );
    expect(String(failure) + JSON.stringify(failure) + warnings.join()).not.toContain(ledger.password);
    expect(warnings).toHaveLength(1);
  });

  it.each([
    [
      'the password is wrong',
      (url: URL) => (url.password = 'wrong'),
      /refused the login \(28P01\).*run the migration first/,
    ],
    ['the database does not exist', (url: URL) => (url.pathname = '/nowhere'), /nowhere as role \w+ does not exist/],
  ])('fails at once when %s', async (_what, change, message) => {
    const url = new URL(options().url);
    change(url);
    const startedMs = performance.now();
    await expect(openDatabase(options({ url: url.href }))).rejects.toThrow(message);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('refuses a role that belongs to another schema', async () => {
    await expect(openDatabase(options({ url: database.adminUrl }))).rejects.toThrow(
      /works in schema "public", not in "ledger"/,
    );
  });

  it('does not quote a URL that it cannot read', async () => {
    const failure: Error = await openDatabase(options({ url: 'postgres://u:hush@:bad' })).then(
      () => new Error('opened'),
      (error: Error) => error,
    );
    expect(failure.message).toContain('The database URL is not valid');
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hush');
  });

  it('waits for a server that comes up later', async () => {
    const gate = await tcpGate(new URL(adminUrl));
    const url = new URL(options().url);
    url.port = String(gate.port);
    const opened = openDatabase(options({ url: url.href, log: { warn: () => void gate.open() } }));
    const late = await opened;
    expect(await late.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await late.destroy();
    await gate.close();
  });

  it('is one provider of a Nest module, closed when the application stops', async () => {
    const app = await Test.createTestingModule({
      providers: databaseProviders({ ...options(), readiness: { add: () => undefined } }),
    }).compile();
    const own = app.get(DataSource);
    expect(await own.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await app.close();
    expect(own.isInitialized).toBe(false);
  });
});

describe('the pulse of a database', () => {
  it('is felt while the pool is all in use, and no longer when nothing is answered: in less than a probe waits', async () => {
    const gate = await tcpGate(new URL(adminUrl));
    await gate.open();
    const url = new URL(options().url);
    url.port = String(gate.port);
    const checks: (() => Promise<void>)[] = [];
    const readiness = { add: (_part: string, check: () => Promise<void>) => void checks.push(check) };
    const providers = databaseProviders({ ...options({ url: url.href, poolSize: 1 }), readiness });
    const app = await Test.createTestingModule({ providers }).compile();
    const [check = () => Promise.reject(new Error('there is none'))] = checks;
    const own = app.get(DataSource);
    const runner = own.createQueryRunner();
    await runner.connect();
    await Promise.all([check(), check(), check()]);
    const pulses = await source.query(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'wabx-persistence-test-pulse'`,
    );
    expect(pulses).toEqual([{ count: 1 }]);
    await runner.release();

    gate.freeze();
    const startedAt = performance.now();
    await expect(check()).rejects.toThrow(/^does not answer$/);
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    await gate.close();
    await gate.open();
    await eventually('it is felt again', () => check().then(() => true));
    await app.close();
    await gate.close();
  });
});

describe('a pool whose server goes away', () => {
  it('loses its idle connections without losing the process, says so, and works again', async () => {
    const own = await openDatabase(options({ applicationName: 'wabx-idle' }));
    await Promise.all([1, 2, 3].map(() => own.query('SELECT pg_sleep(0.05)')));
    expect(await killSessions(`application_name = 'wabx-idle'`)).toBe(3);
    await eventually('a warning', () => warnings[0]);
    expect(warnings).toEqual(['a database connection was lost: database error 57P01, routine ProcessInterrupts']);
    // A query may still meet a connection whose end has not been noticed yet; it fails as transient, and later ones work.
    expect(await eventually('an answer', () => own.query('SELECT 1 AS one').catch(() => undefined))).toEqual([
      { one: 1 },
    ]);
    await own.destroy();
  });

  it.each([
    [
      'during a statement',
      (tx: { query(sql: string): Promise<unknown> }) =>
        Promise.all([
          tx.query('SELECT pg_sleep(4)'),
          eventually('the statement', async () =>
            (await killSessions(`query = 'SELECT pg_sleep(4)'`)) > 0 ? true : undefined,
          ),
        ]),
    ],
    [
      'between two statements',
      async (tx: { query(sql: string): Promise<unknown>; queryRunner?: { isReleased: boolean } }) => {
        await killSessions(`state = 'idle in transaction'`);
        await eventually('the news', () => tx.queryRunner?.isReleased || undefined);
        await tx.query('SELECT 1');
      },
    ],
  ])('reports a transaction that was cut off %s as transient, and it left nothing', async (_when, cutOff) => {
    const failure: unknown = await inTransaction(source, async (tx) => {
      await tx.query('UPDATE account SET balance = 9');
      await cutOff(tx);
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(isTransientDatabaseError(failure)).toBe(true);
    expect(await source.query('SELECT DISTINCT balance FROM account')).toEqual([{ balance: 0 }]);
  });
});

describe('a pool whose server falls silent', () => {
  it('gives up the silent connection, though nobody closed it, and works on a new one', async () => {
    const gate = await tcpGate(new URL(adminUrl));
    await gate.open();
    const url = new URL(options().url);
    url.port = String(gate.port);
    const pool = new pg.Pool({ connectionString: url.href, max: 1, onConnect: endWhenSilent(500) });
    pool.on('error', () => undefined);
    await pool.query('SELECT 1');
    gate.freeze();
    const failure: unknown = await pool.query('SELECT 1').catch((error: unknown) => error);
    expect(isTransientDatabaseError(failure)).toBe(true);
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    await pool.end();
    await gate.close();
  });
});

describe('a transaction', () => {
  it('is run again when it deadlocks with another one, until both are done', async () => {
    let runs = 0;
    const arrivals: (() => void)[] = [];
    const bothHoldOne = new Promise<void>((resolve) => {
      arrivals.push(() => undefined, resolve);
    });
    const move = (from: string, to: string) =>
      inTransaction(source, async (tx) => {
        runs += 1;
        await tx.query('UPDATE account SET balance = balance - 1 WHERE name = $1', [from]);
        arrivals.shift()?.();
        await bothHoldOne;
        await tx.query('UPDATE account SET balance = balance + 3 WHERE name = $1', [to]);
      });
    await Promise.all([move('a', 'b'), move('b', 'a')]);
    expect(runs).toBe(3);
    expect(contentions).toEqual([
      {
        kind: 'deadlock',
        statements: [
          'START TRANSACTION',
          'UPDATE account SET balance = balance - 1 WHERE name = $1',
          'UPDATE account SET balance = balance + 3 WHERE name = $1',
        ],
      },
    ]);
    expect(await source.query('SELECT name, balance FROM account ORDER BY name')).toEqual([
      { name: 'a', balance: 2 },
      { name: 'b', balance: 2 },
    ]);
  });

  it('that waits for a lock in vain says so, and with what', async () => {
    await inTransaction(source, async (tx) => {
      await tx.query('UPDATE account SET balance = 1');
      const failure = await source.query('UPDATE account SET balance = 2').catch((error: unknown) => error);
      expect(contentionOf(failure)).toBe('lock-timeout');
    });
    expect(contentions).toEqual([
      { kind: 'lock-timeout', statements: expect.arrayContaining(['UPDATE account SET balance = 2']) },
    ]);
  });

  it('that gets no connection of its own pool does not say that the database is away', async () => {
    const single = await openDatabase(options({ poolSize: 1 }));
    await inTransaction(single, async () => {
      const failure = await single.query('SELECT 1').catch((error: unknown) => error);
      expect(contentionOf(failure)).toBe('pool-exhausted');
    });
    expect(contentions).toEqual([{ kind: 'pool-exhausted', statements: [] }]);
    await single.destroy();
  });

  it('gives up after the attempts it was given, with the failure of the last one', async () => {
    let runs = 0;
    const failing = inTransaction(
      source,
      async (tx) => {
        runs += 1;
        await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`);
      },
      { attempts: 3 },
    );
    await expect(failing).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(3);
  });

  it('fails with what failed first, though the news of what came behind it is there sooner', async () => {
    const later = async (asked: Promise<unknown>) => await asked.then((answer) => answer).finally(() => undefined);
    const failing = inTransaction(source, (tx) => inOrder([later(tx.query('SELECT 1 / 0')), tx.query('SELECT 1')]));
    await expect(failing).rejects.toMatchObject({ code: '22012' });
  });

  it('is not run again for a failure that would come again', async () => {
    let runs = 0;
    const failing = inTransaction(source, async (tx) => {
      runs += 1;
      await tx.query(`INSERT INTO account (name) VALUES ('a')`);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(1);
  });
});
