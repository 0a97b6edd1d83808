import type { LoggerService } from '@nestjs/common';
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import { databaseErrorCode } from './database-errors.js';

/** One service's corner of the database: its schema, the role it logs in with, and the steps that build the tables. */
export interface SchemaOwner {
  schema: string;
  role: string;
  password: string;
  /** Listed by hand, oldest first. Class names end in a 13 digit time stamp, which is the order they run in. */
  migrations: (new () => MigrationInterface)[];
}

/** Without a password others make the role; the migration gives it its rights. */
export type OwnerToMigrate = Omit<SchemaOwner, 'password'> & { password?: string };

// The names stand in SQL text, where no parameter can: so they are limited to what needs no thought about quoting.
const NAME = /^[a-z][a-z0-9_]{0,46}$/;
const TAKEN = new Set(['public', 'wabx', 'information_schema', 'postgres']);
// SCRAM normalises anything beyond ASCII, and both ends would have to agree on how.
const PASSWORD = /^[\x21-\x7e]+$/;

/** Throws an error that lists every fault, since all of them come from one configuration. */
export function checkOwners(owners: readonly OwnerToMigrate[]): void {
  const faults = owners.flatMap(({ schema, role, password }) => [
    ...[schema, role]
      .filter((name) => !NAME.test(name) || TAKEN.has(name) || name.startsWith('pg_'))
      .map(
        (name) => `"${name}" cannot be the name of a schema or role (small letters, digits and _; not a reserved name)`,
      ),
    ...(password === undefined || PASSWORD.test(password)
      ? []
      : [`the password of role "${role}" must be printable ASCII without spaces`]),
  ]);
  for (const key of ['schema', 'role'] as const) {
    const names = owners.map((owner) => owner[key]);
    for (const name of new Set(names.filter((name, at) => names.indexOf(name) !== at))) {
      faults.push(`${key} "${name}" is given to two owners`);
    }
  }
  if (faults.length > 0) throw new Error(`The database owners are not valid: ${faults.join('; ')}`);
}

/** Makes the role and its schema, or brings them to what they should be. The role owns nothing: it cannot change tables. */
export async function ensureOwner(
  admin: pg.Client,
  owner: OwnerToMigrate,
  log: Pick<LoggerService, 'log'>,
): Promise<void> {
  await retryRoleConflict(() => ensureRole(admin, owner, log));
  await admin.query(`
    CREATE SCHEMA IF NOT EXISTS ${owner.schema};
    REVOKE ALL ON SCHEMA ${owner.schema} FROM PUBLIC;
    REVOKE CREATE ON SCHEMA ${owner.schema} FROM ${owner.role};
  `);
}

/**
 * After the migrations: the role reads and writes the rows of its own schema, reads the clock, and nothing else. In a table with
 * the comment 'append-only' it adds rows and changes none.
 */
export async function grantOwnSchema(admin: pg.Client, { schema, role }: OwnerToMigrate): Promise<void> {
  await admin.query(`
    BEGIN;
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM PUBLIC;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${schema} FROM PUBLIC;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role};
    REVOKE INSERT, UPDATE, DELETE ON ${schema}.migrations FROM ${role};
    DO $$ DECLARE found regclass; BEGIN
      FOR found IN SELECT oid FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'
                      AND obj_description(oid, 'pg_class') = 'append-only'
      LOOP EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM ${role}', found); END LOOP;
    END $$;
    GRANT USAGE ON SCHEMA wabx TO ${role};
    GRANT SELECT ON wabx.clock TO ${role};
    GRANT EXECUTE ON FUNCTION wabx.now() TO ${role};
    COMMIT;
  `);
}

async function ensureRole(admin: pg.Client, owner: OwnerToMigrate, log: Pick<LoggerService, 'log'>): Promise<void> {
  const { role, password, schema } = owner;
  const found = await admin.query<{ tooMighty: boolean; settings: string[] | null }>(
    `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolname = current_user AS "tooMighty",
            rolconfig AS settings
       FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  if (found.rows[0]?.tooMighty === true) {
    throw new Error(
      `The role "${role}" exists and may do more than a service should. Choose another name for the role of "${schema}"`,
    );
  }
  if (password === undefined) {
    if (found.rows.length > 0) return;
    throw new Error(
      `The role "${role}" does not exist, and roles are managed elsewhere. Make it there, with LOGIN and without further rights, then run the migration again`,
    );
  }
  if (found.rows.length === 0) log.log(`creating role ${role}`);
  const verb = found.rows.length === 0 ? 'CREATE' : 'ALTER';
  await admin.query(`${verb} ROLE ${role} LOGIN PASSWORD '${scramVerifier(password)}'`);

  const settings = {
    search_path: schema,
    statement_timeout: '5s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '10s',
  };
  const current = new Set(found.rows[0]?.settings ?? []);
  for (const [name, value] of Object.entries(settings)) {
    if (!current.has(`${name}=${value}`)) await admin.query(`ALTER ROLE ${role} SET ${name} = '${value}'`);
  }
}

/**
 * Roles belong to the whole server, while the lock of a migration belongs to one database: two databases of one server
 * that are migrated at the same time meet here, and PostgreSQL answers the later one with an internal error.
 */
async function retryRoleConflict(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const met = ['XX000', '23505', '42710'].includes(databaseErrorCode(error) ?? '');
      if (!met || attempt === 10) throw error;
      await sleep(Math.random() * 50 * attempt);
    }
  }
}

/** What PostgreSQL itself would store, computed here so that the password stays out of the statement and of the server's log. RFC 5802. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
