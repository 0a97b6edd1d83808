import { Logger, type LoggerService } from '@nestjs/common';
import type pg from 'pg';
import { DataSource, type Logger as TypeOrmLogger } from 'typeorm';
import { clockSql } from './clock.js';
import { connectWhenReady, sslOf, type DatabaseTls } from './connect.js';
import { describeDatabaseError } from './database-errors.js';
import { isContracting, pendingMigrations } from './migration-state.js';
import { checkOwners, ensureOwner, grantOwnSchema, type OwnerToMigrate } from './schema-owner.js';

export interface MigrateOptions {
  /** A superuser, or the owner of the database with CREATEROLE. Directly to the server: a transaction pooler loses the lock. */
  adminUrl: string;
  tls?: DatabaseTls | undefined;
  owners: readonly OwnerToMigrate[];
  /** Also what takes away from older programs; only when none of them runs any more. */
  contract?: boolean;
  log?: Pick<LoggerService, 'log' | 'warn'>;
  /** How long to wait for a server that is not up yet; 30 s by default. */
  connectTimeoutMs?: number;
}

export interface MigrationReport {
  /** `waiting` are for `contract`. */
  schemas: { schema: string; applied: string[]; waiting: string[] }[];
  durationMs: number;
}

/** First half of every advisory lock of wabx ("wabx" in ASCII), so that they meet no one else's in a shared database. */
export const ADVISORY_LOCK_SPACE = 0x77616278;

/**
 * Brings the database to what the owners expect: clock, roles, schemas, tables, rights. Safe to run at any time and
 * from several places at once: one does the work, the others wait and find nothing left. Every migration is a transaction.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const { adminUrl, tls, owners, contract = false, log = new Logger('migrate') } = options;
  const { connectTimeoutMs = 30_000 } = options;
  checkOwners(owners);
  const startedMs = performance.now();
  const admin = await connectWhenReady({
    url: adminUrl,
    applicationName: 'wabx-migrate',
    connectTimeoutMs,
    log,
    tls,
    settings: { statement_timeout: 0, lock_timeout: 0, idle_session_timeout: 0 },
  });
  try {
    await waitForTurn(admin, log);
    await installCommonGround(admin);
    const schemas = [];
    for (const owner of owners) {
      await ensureOwner(admin, owner, log);
      // In a new schema there is nothing that an older program could miss.
      const held = contract || (await isNew(admin, owner)) ? [] : owner.migrations.filter(isHeldBack);
      const migrations = owner.migrations.filter((migration) => !held.includes(migration));
      const applied = await applyMigrations({ adminUrl, tls }, { ...owner, migrations }, log);
      await grantOwnSchema(admin, owner);
      const done = await migrationsOf(admin, owner);
      const waiting = held.map(({ name }) => name).filter((name) => !done.includes(name));
      schemas.push({ schema: owner.schema, applied, waiting });
    }
    return { schemas, durationMs: Math.round(performance.now() - startedMs) };
  } finally {
    await admin.end();
  }
}

const isHeldBack = ({ name }: { name: string }) => isContracting(name);

async function isNew(admin: pg.Client, { schema }: OwnerToMigrate): Promise<boolean> {
  const { rows } = await admin.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${schema}.migrations`,
  ]);
  return rows[0]?.found !== true;
}

async function migrationsOf(admin: pg.Client, { schema }: OwnerToMigrate): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(`SELECT name FROM ${schema}.migrations`);
  return rows.map(({ name }) => name);
}

async function waitForTurn(admin: pg.Client, log: Pick<LoggerService, 'log'>): Promise<void> {
  const lock = [ADVISORY_LOCK_SPACE, 'migrate'];
  const free = await admin.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine', lock);
  if (free.rows[0]?.mine === true) return;
  log.log('another migration is running, waiting for it');
  await admin.query('SELECT pg_advisory_lock($1, hashtext($2))', lock);
}

/** What belongs to no single owner. Temporary tables are taken away too: they would be a role's way to make tables. */
async function installCommonGround(admin: pg.Client): Promise<void> {
  await admin.query(`BEGIN; ${clockSql} COMMIT;`);
  await admin.query(`
    DO $$ BEGIN
      IF to_regnamespace('public') IS NOT NULL THEN REVOKE CREATE ON SCHEMA public FROM PUBLIC; END IF;
      EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END $$;
  `);
}

// TypeORM prints to the console, whatever its log level, what is already in the error that it throws.
const mute: TypeOrmLogger = {
  log: () => undefined,
  logMigration: () => undefined,
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
};

// A table that is in use is waited for this long: whoever queues behind the migration must not wait much longer.
const MIGRATION_LOCK_TIMEOUT = '20s';

async function applyMigrations(
  { adminUrl, tls }: Pick<MigrateOptions, 'adminUrl' | 'tls'>,
  owner: OwnerToMigrate,
  log: Pick<LoggerService, 'log'>,
): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: adminUrl,
    ...(tls ? { ssl: sslOf(tls) } : {}),
    schema: owner.schema,
    applicationName: `wabx-migrate-${owner.schema}`,
    migrations: owner.migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logger: mute,
    poolSize: 2,
    extra: {
      options: `-c search_path=${owner.schema} -c statement_timeout=0 -c lock_timeout=${MIGRATION_LOCK_TIMEOUT}`,
    },
  });
  await source.initialize();
  try {
    const applied = await source.runMigrations({ transaction: 'each' });
    for (const { name } of applied) log.log(`${owner.schema}: applied ${name}`);
    return applied.map(({ name }) => name);
  } catch (error) {
    const [failed = 'of unknown name'] = (await pendingMigrations(source)).missing;
    const reason = error instanceof Error ? error.message : describeDatabaseError(error);
    throw new Error(`The migration ${failed} of schema "${owner.schema}" failed and was undone: ${reason}`, {
      cause: error,
    });
  } finally {
    await source.destroy();
  }
}
