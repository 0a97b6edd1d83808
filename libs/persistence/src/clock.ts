import pg from 'pg';

/**
 * The one clock that deadlines and link expiries are read from: every replica sees the same time, and a test moves it
 * for all of them at once. VOLATILE, because a transaction that waited for a lock must decide by the time it decides,
 * not by the time it began.
 */
export const clockSql = `
  CREATE SCHEMA IF NOT EXISTS wabx;
  REVOKE ALL ON SCHEMA wabx FROM PUBLIC;
  CREATE TABLE IF NOT EXISTS wabx.clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ahead_by interval NOT NULL DEFAULT '0'
  );
  INSERT INTO wabx.clock DEFAULT VALUES ON CONFLICT DO NOTHING;
  CREATE OR REPLACE FUNCTION wabx.now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL SAFE
    RETURN clock_timestamp() + COALESCE((SELECT ahead_by FROM wabx.clock), interval '0');
  REVOKE ALL ON FUNCTION wabx.now() FROM PUBLIC;
`;

/** Something that runs SQL: a DataSource, an EntityManager, a QueryRunner or a client of pg. */
export interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** The time by which wabx decides, in UTC, from the database. */
export async function databaseNow(source: Queryable): Promise<Date> {
  const [row] = rowsOf<{ now: Date }>(await source.query('SELECT wabx.now() AS now'));
  if (row === undefined) throw new Error('wabx.now() answered nothing');
  return row.now;
}

/**
 * Moves the clock of the whole database to `seconds` ahead of the real time (0 puts it right again). Only the role that
 * owns the database may; for tests and for the development stack.
 */
export async function setClockOffset(admin: string | Queryable, seconds: number): Promise<void> {
  if (typeof admin !== 'string') {
    await admin.query('UPDATE wabx.clock SET ahead_by = make_interval(secs => $1)', [seconds]);
    return;
  }
  const client = new pg.Client({
    connectionString: admin,
    application_name: 'wabx-clock',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    await setClockOffset(client, seconds);
  } finally {
    await client.end();
  }
}

/** How far the clock was moved; 0 also where no migration has made one yet. */
export async function clockOffsetSeconds(source: Queryable): Promise<number> {
  const [found] = rowsOf<{ exists: boolean }>(
    await source.query(`SELECT to_regclass('wabx.clock') IS NOT NULL AS exists`),
  );
  if (!found?.exists) return 0;
  const [row] = rowsOf<{ seconds: string }>(
    await source.query('SELECT extract(epoch FROM ahead_by)::text AS seconds FROM wabx.clock'),
  );
  return Number(row?.seconds ?? 0);
}

// TypeORM answers with the rows, pg with an object that holds them.
function rowsOf<Row>(answer: unknown): Row[] {
  return (Array.isArray(answer) ? answer : (answer as { rows: Row[] }).rows) as Row[];
}
