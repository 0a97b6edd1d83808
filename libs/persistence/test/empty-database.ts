import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface EmptyDatabase {
  adminUrl: string;
  drop(): Promise<void>;
}

/**
 * A database of one's own on the test server. Not taken from @wabx/testing, which is built on this library. Deadlocks in
 * it fail the run, unless it is for them.
 */
export async function createEmptyDatabase(
  adminUrl: string,
  { provokesDeadlocks = false }: { provokesDeadlocks?: boolean } = {},
): Promise<EmptyDatabase> {
  const name = `wabx_test_${randomBytes(6).toString('hex')}${provokesDeadlocks ? '_provokes_deadlocks' : ''}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  return { adminUrl: url.href, drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Runs one statement outside the database under test. */
export async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
