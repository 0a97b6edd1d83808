import { migrate, openDatabase, type SchemaOwner } from '@wabx/persistence';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

export interface TestDatabase {
  /** The superuser's URL of this database: for what a service may not do, such as moving the clock. */
  adminUrl: string;
  /** The URL that the owner of this schema logs in with. */
  urlOf(schema: string): string;
  /** The pool of the owner of this schema; the same one each time, closed by `drop`. */
  dataSourceOf(schema: string): Promise<DataSource>;
  drop(): Promise<void>;
}

const SILENT = { log: () => undefined, warn: () => undefined };
const TEMPLATE_LOCK = 0x77616279;

/**
 * A migrated database of one's own, in some 100 ms: a copy of a template that is made once for each set of migrations
 * and shared by all test files. Roles belong to the whole server, so give an owner the same role and password everywhere.
 */
export async function createTestDatabase({
  adminUrl,
  owners,
}: {
  adminUrl: string;
  owners: readonly SchemaOwner[];
}): Promise<TestDatabase> {
  const template = await templateFor(adminUrl, owners);
  const name = `wabx_test_${randomBytes(6).toString('hex')}`;
  await withAdmin(adminUrl, (admin) => copyDatabase(admin, template, name));
  const opened = new Map<string, Promise<DataSource>>();

  const ownerOf = (schema: string): SchemaOwner => {
    const owner = owners.find((candidate) => candidate.schema === schema);
    if (owner === undefined) throw new Error(`This test database has no schema "${schema}"`);
    return owner;
  };
  const urlOf = (schema: string) => urlWith(adminUrl, { database: name, owner: ownerOf(schema) });

  return {
    adminUrl: urlWith(adminUrl, { database: name }),
    urlOf,
    dataSourceOf(schema) {
      const known = opened.get(schema);
      if (known !== undefined) return known;
      const { migrations } = ownerOf(schema);
      const source = openDatabase({
        url: urlOf(schema),
        schema,
        applicationName: `test-${schema}`,
        migrations,
        log: SILENT,
      });
      opened.set(schema, source);
      return source;
    },
    async drop() {
      const sources = await Promise.allSettled(opened.values());
      opened.clear();
      for (const source of sources) {
        if (source.status === 'fulfilled' && source.value.isInitialized) await source.value.destroy();
      }
      await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** The name of a migrated template. Whoever comes first makes it; a half-made one of a killed run is thrown away. */
async function templateFor(adminUrl: string, owners: readonly SchemaOwner[]): Promise<string> {
  const name = `wabx_template_${await fingerprintOf(owners)}`;
  await withAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1, hashtext($2))', [TEMPLATE_LOCK, name]);
    const found = await admin.query<{ complete: boolean }>(
      'SELECT datistemplate AS complete FROM pg_database WHERE datname = $1',
      [name],
    );
    if (found.rows[0]?.complete === true) return;
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    await migrate({ adminUrl: urlWith(adminUrl, { database: name }), owners, log: SILENT });
    await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return name;
}

/** Changes whenever the migrations would build something else, also where they take their SQL from another module. */
async function fingerprintOf(owners: readonly SchemaOwner[]): Promise<string> {
  const hash = createHash('sha256').update(migrate.toString());
  // Only `query` is recorded: the migrations of wabx are SQL by hand and call nothing else.
  const query = async (sql: string): Promise<unknown[]> => {
    hash.update(sql);
    return [];
  };
  const recorder = { query } as unknown as QueryRunner;
  for (const { schema, role, password, migrations } of owners) {
    hash.update(JSON.stringify([schema, role, password]));
    for (const Migration of migrations) {
      hash.update(Migration.toString());
      await new Migration().up(recorder);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function copyDatabase(admin: pg.Client, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      break;
    } catch (error) {
      // The session that migrated the template may not have ended on the server's side yet.
      const inUse = (error as { code?: unknown }).code === '55006';
      if (!inUse || attempt === 50) throw error;
      await sleep(20);
    }
  }
  // The rights on a database itself are not part of a copy.
  await admin.query(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
}

async function withAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({
    connectionString: adminUrl,
    application_name: 'wabx-test',
    connectionTimeoutMillis: 10_000,
  });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlWith(adminUrl: string, { database, owner }: { database: string; owner?: SchemaOwner }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (owner !== undefined) {
    url.username = owner.role;
    url.password = encodeURIComponent(owner.password);
  }
  return url.href;
}
