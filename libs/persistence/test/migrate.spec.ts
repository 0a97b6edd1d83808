import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { assertMigrated, migrate, openDatabase, pendingMigrations } from '../src/index.js';
import { createEmptyDatabase } from './empty-database.js';
import { Accounts1700000000001, adminUrl, ledger, notes, Notes1700000000002, silent, urlFor } from './owners.js';

class HalfBroken1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id int)');
    await runner.query("INSERT INTO account (name) VALUES ('half')");
    await runner.query('CREATE TABLE half (id int)');
  }
  async down(): Promise<void> {}
}

let database: { adminUrl: string; drop(): Promise<void> };
const clients: pg.Client[] = [];

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  clients.push(client);
  await client.connect();
  return client;
}

beforeEach(async () => {
  database = await createEmptyDatabase(adminUrl);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await database.drop();
});

describe('migrate', () => {
  it('does the work once when three processes start at the same time', async () => {
    const run = () => migrate({ adminUrl: database.adminUrl, owners: [ledger, notes], log: silent });
    const reports = await Promise.all([run(), run(), run()]);
    const applied = reports.flatMap((report) => report.schemas.flatMap((schema) => schema.applied));
    expect(applied.sort()).toEqual([Accounts1700000000001.name, Notes1700000000002.name]);
    expect(reports.map(({ schemas }) => schemas.map(({ schema }) => schema))).toEqual(
      Array(3).fill(['ledger', 'notes']),
    );
  });

  it('serves two databases of one server at the same time, though their roles are the same', async () => {
    const others = await Promise.all([1, 2, 3].map(() => createEmptyDatabase(adminUrl)));
    try {
      const run = (url: string) => migrate({ adminUrl: url, owners: [ledger, notes], log: silent });
      const reports = await Promise.all([database, ...others].map((one) => run(one.adminUrl)));
      expect(reports.map(({ schemas }) => schemas.length)).toEqual([2, 2, 2, 2]);
    } finally {
      await Promise.all(others.map((other) => other.drop()));
    }
  });

  it('lets a role use the rows of its own schema and nothing else', async () => {
    await migrate({ adminUrl: database.adminUrl, owners: [ledger, notes], log: silent });
    const role = await connect(urlFor(database.adminUrl, ledger));

    await role.query(`INSERT INTO account (name, balance) VALUES ('a', 3)`);
    await role.query(`UPDATE account SET balance = balance + 1`);
    expect((await role.query('SELECT total(), wabx.now() IS NOT NULL AS clock')).rows).toEqual([
      { total: '4', clock: true },
    ]);

    for (const forbidden of [
      'SELECT * FROM notes.note',
      `SELECT nextval('notes.note_id_seq')`,
      'CREATE TABLE mine (id int)',
      'CREATE TEMPORARY TABLE mine (id int)',
      'CREATE TABLE public.mine (id int)',
      'CREATE SCHEMA mine',
      'ALTER TABLE account ADD COLUMN extra int',
      'DROP TABLE account',
      'TRUNCATE account',
      'DELETE FROM migrations',
      `UPDATE wabx.clock SET ahead_by = '1 day'`,
      'CREATE ROLE mine',
    ]) {
      await expect(role.query(forbidden)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01)$/) });
    }
  });

  it('gives each role its limits and its schema, and a password that is stored as SCRAM', async () => {
    await migrate({ adminUrl: database.adminUrl, owners: [ledger], log: silent });
    const role = await connect(urlFor(database.adminUrl, ledger));
    const settings = await role.query(`
      SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS statement,
             current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`);
    expect(settings.rows[0]).toEqual({ path: 'ledger', statement: '5s', lock: '2s', idle: '10s' });
    const admin = await connect(database.adminUrl);
    const stored = await admin.query(
      `SELECT left(rolpassword, 14) AS kind, rolsuper FROM pg_authid WHERE rolname = $1`,
      [ledger.role],
    );
    expect(stored.rows[0]).toEqual({ kind: 'SCRAM-SHA-256$', rolsuper: false });
  });

  it('takes back rights that PUBLIC was given by mistake', async () => {
    await migrate({ adminUrl: database.adminUrl, owners: [ledger, notes], log: silent });
    const admin = await connect(database.adminUrl);
    await admin.query('GRANT USAGE ON SCHEMA notes TO PUBLIC; GRANT SELECT ON notes.note TO PUBLIC');
    await migrate({ adminUrl: database.adminUrl, owners: [ledger, notes], log: silent });
    const role = await connect(urlFor(database.adminUrl, ledger));
    await expect(role.query('SELECT * FROM notes.note')).rejects.toMatchObject({ code: '42501' });
  });

  it('works for the owner of a database who may create roles but is no superuser', async () => {
    const admin = await connect(adminUrl);
    const owner = { role: `wabx_test_owner_${process.pid}`, password: 'owner' };
    const name = new URL(database.adminUrl).pathname.slice(1);
    const own = [
      { ...ledger, role: `wabx_test_l_${process.pid}` },
      { ...notes, role: `wabx_test_n_${process.pid}` },
    ];
    await admin.query(
      `CREATE ROLE ${owner.role} LOGIN CREATEROLE PASSWORD '${owner.password}'; ALTER DATABASE ${name} OWNER TO ${owner.role}`,
    );
    try {
      for (const applied of [1, 0]) {
        const report = await migrate({ adminUrl: urlFor(database.adminUrl, owner), owners: own, log: silent });
        expect(report.schemas.map((schema) => schema.applied.length)).toEqual([applied, applied]);
      }
      const role = await connect(urlFor(database.adminUrl, own[0]!));
      expect((await role.query('SELECT count(*) FROM account')).rows).toEqual([{ count: '0' }]);
    } finally {
      await Promise.all(clients.splice(0).map((client) => client.end()));
      await database.drop();
      const cleaner = await connect(adminUrl);
      await cleaner.query(`DROP ROLE IF EXISTS ${own[0]!.role}, ${own[1]!.role}, ${owner.role}`);
    }
  });

  it('gives rights to roles that others manage and that it may not change', async () => {
    const admin = await connect(adminUrl);
    const owner = { role: `wabx_test_mowner_${process.pid}`, password: 'owner' };
    const name = new URL(database.adminUrl).pathname.slice(1);
    const managed = { ...ledger, role: `wabx_test_managed_${process.pid}` };
    const { password, ...withoutPassword } = managed;
    const run = (one: typeof withoutPassword) =>
      migrate({ adminUrl: urlFor(database.adminUrl, owner), owners: [one], log: silent });
    await admin.query(
      `CREATE ROLE ${owner.role} LOGIN CREATEROLE PASSWORD '${owner.password}'; ALTER DATABASE ${name} OWNER TO ${owner.role}`,
    );
    try {
      await expect(run(withoutPassword)).rejects.toThrow(
        `The role "${managed.role}" does not exist, and roles are managed elsewhere. Make it there, with LOGIN`,
      );
      // As CloudNativePG does: the owner made the role, and then lost the right to change it.
      const ownerClient = await connect(urlFor(database.adminUrl, owner));
      await ownerClient.query(`CREATE ROLE ${managed.role} LOGIN PASSWORD '${password}'`);
      await admin.query(`REVOKE ${managed.role} FROM ${owner.role}`);
      await expect(run(managed)).rejects.toThrow(/permission denied to alter role/);

      expect((await run(withoutPassword)).schemas[0]?.applied).toEqual([Accounts1700000000001.name]);
      const source = await openDatabase({
        url: urlFor(database.adminUrl, managed),
        schema: 'ledger',
        applicationName: 'test',
        migrations: managed.migrations,
        log: silent,
      });
      await source.query(`INSERT INTO account (name) VALUES ('a')`);
      expect(await source.query('SELECT current_schema() AS schema')).toEqual([{ schema: 'ledger' }]);
      await source.destroy();
    } finally {
      await Promise.all(clients.splice(0).map((client) => client.end()));
      await database.drop();
      const cleaner = await connect(adminUrl);
      await cleaner.query(`DROP ROLE IF EXISTS ${managed.role}, ${owner.role}`);
    }
  });

  it('leaves nothing of a migration that fails in the middle, and names it', async () => {
    const broken = { ...ledger, migrations: [Accounts1700000000001, HalfBroken1700000000003] };
    await expect(migrate({ adminUrl: database.adminUrl, owners: [broken], log: silent })).rejects.toThrow(
      /HalfBroken1700000000003 of schema "ledger" failed and was undone: relation "half" already exists/,
    );
    const admin = await connect(database.adminUrl);
    const left =
      await admin.query(`SELECT to_regclass('ledger.half') AS half, (SELECT count(*) FROM ledger.account) AS accounts,
      (SELECT array_agg(name::text) FROM ledger.migrations) AS done`);
    expect(left.rows[0]).toEqual({ half: null, accounts: '0', done: [Accounts1700000000001.name] });
  });

  it.each([
    ['a schema with a quote in it', { ...ledger, schema: 'a"; drop' }, /"a"; drop" cannot be the name/],
    ['a role that is reserved', { ...ledger, role: 'pg_monitor' }, /"pg_monitor" cannot be the name/],
    ['the schema of the clock', { ...ledger, schema: 'wabx' }, /"wabx" cannot be the name/],
    ['an empty password', { ...ledger, password: '' }, /password of role "wabx_test_ledger"/],
  ])('refuses %s before it touches anything', async (_what, owner, message) => {
    await expect(migrate({ adminUrl: database.adminUrl, owners: [owner], log: silent })).rejects.toThrow(message);
  });

  it('refuses a role that may do more than a service should', async () => {
    const admin = await connect(adminUrl);
    const role = `wabx_test_mighty_${process.pid}`;
    await admin.query(`CREATE ROLE ${role} SUPERUSER`);
    try {
      await expect(
        migrate({ adminUrl: database.adminUrl, owners: [{ ...ledger, role }], log: silent }),
      ).rejects.toThrow(/may do more than a service should/);
    } finally {
      await admin.query(`DROP ROLE ${role}`);
    }
  });
});

class ExpandNickname1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account ADD COLUMN nickname text');
  }
  async down(): Promise<void> {}
}

class ContractBalance1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION total');
    await runner.query('ALTER TABLE account DROP COLUMN balance');
  }
  async down(): Promise<void> {}
}

describe('two versions side by side', () => {
  const before = ledger;
  const after = {
    ...ledger,
    migrations: [Accounts1700000000001, ExpandNickname1700000000003, ContractBalance1700000000004],
  };
  const update = (owner: typeof ledger, contract = false) =>
    migrate({ adminUrl: database.adminUrl, owners: [owner], contract, log: silent });
  const open = async ({ migrations }: typeof ledger) => {
    const url = urlFor(database.adminUrl, ledger);
    const source = await openDatabase({ url, schema: 'ledger', applicationName: 'test', migrations, log: silent });
    await source.query(`INSERT INTO account (name) VALUES (gen_random_uuid()::text)`);
    await source.destroy();
  };

  it('both start between the migration and its contraction, and the older one not after it', async () => {
    await update(before);
    const expanded = await update(after);
    expect(expanded.schemas).toEqual([
      {
        schema: 'ledger',
        applied: [ExpandNickname1700000000003.name],
        waiting: [ContractBalance1700000000004.name],
      },
    ]);
    await open(before);
    await open(after);
    // A roll-back runs the older migration again.
    expect((await update(before)).schemas[0]?.applied).toEqual([]);
    await open(after);

    expect((await update(after, true)).schemas[0]).toMatchObject({
      applied: [ContractBalance1700000000004.name],
      waiting: [],
    });
    await open(after);
    await expect(open(before)).rejects.toThrow(
      'The schema "ledger" is newer than this service: it has ContractBalance1700000000004, which this version cannot live with',
    );
  });

  it('a new schema waits for nothing', async () => {
    expect((await update(after)).schemas[0]).toMatchObject({ waiting: [] });
    await open(after);
  });
});

describe('a service that starts', () => {
  const open = (migrations: (typeof ledger)['migrations']) =>
    openDatabase({
      url: urlFor(database.adminUrl, ledger),
      schema: 'ledger',
      applicationName: 'test',
      migrations,
      log: silent,
    });

  it('is told to run the migration first when the database lacks it', async () => {
    await migrate({ adminUrl: database.adminUrl, owners: [ledger], log: silent });
    await expect(open([Accounts1700000000001, Notes1700000000002])).rejects.toThrow(
      'The schema "ledger" lacks Notes1700000000002. Run the migration',
    );
  });

  it('refuses a database that was never migrated', async () => {
    const other = await createEmptyDatabase(adminUrl);
    try {
      await migrate({ adminUrl: other.adminUrl, owners: [ledger], log: silent });
      await expect(open(ledger.migrations)).rejects.toThrow(/has no schema "ledger" for this role. Run the migration/);
    } finally {
      await other.drop();
    }
  });

  it('refuses a database that is newer than itself', async () => {
    const newer = { ...ledger, migrations: [Accounts1700000000001, Notes1700000000002] };
    await migrate({ adminUrl: database.adminUrl, owners: [newer], log: silent });
    await expect(open(ledger.migrations)).rejects.toThrow(
      'The schema "ledger" is newer than this service: it has Notes1700000000002',
    );
    const source = await open(newer.migrations);
    expect(await pendingMigrations(source)).toEqual({ missing: [], unknown: [] });
    await expect(assertMigrated(source)).resolves.toBeUndefined();
    await source.destroy();
  });
});
