import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { clockOffsetSeconds } from './clock.js';
import { connectWhenReady, type DatabaseTls } from './connect.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '']);
const CONNECT_TIMEOUT_MS = 30_000;

/** What is not safe about the way to the database that a setting names, each with a name and what to do. */
export async function databaseDangers(
  url: string,
  applicationName: string,
  {
    setting = 'DATABASE_URL',
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
    tls,
  }: { setting?: string; connectTimeoutMs?: number; tls?: DatabaseTls | undefined } = {},
): Promise<{ name: string; todo: string }[]> {
  const log = new Logger('database');
  const client = await connectWhenReady({ url, applicationName, connectTimeoutMs, log, tls });
  try {
    const { isAdministrator, isEncrypted } = await sessionOf(client);
    const movedBy = await clockOffsetSeconds(client);
    return [
      isAdministrator && {
        name: 'postgres-superuser',
        todo: `${setting}: this role may do more than the service needs; use the service's own, which the migration makes`,
      },
      !isEncrypted &&
        !LOOPBACK.has(new URL(url).hostname) && {
          name: 'postgres-without-tls',
          todo: `${setting} leads to another machine without TLS; name the server's CA in DATABASE_CA, or name this in WABX_ALLOW_UNSAFE when only wabx can listen on that network`,
        },
      movedBy !== 0 && {
        name: 'clock-moved',
        todo: `the clock of this database was moved by ${movedBy} s, which is for tests only. Put it right with: UPDATE wabx.clock SET ahead_by = '0'`,
      },
    ].filter((danger) => danger !== false);
  } finally {
    await client.end();
  }
}

async function sessionOf(client: pg.Client): Promise<{ isAdministrator: boolean; isEncrypted: boolean }> {
  const { rows } = await client.query<{ isAdministrator: boolean; isEncrypted: boolean }>(`
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS "isAdministrator",
      COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "isEncrypted"
    FROM pg_roles WHERE rolname = session_user`);
  const [row] = rows;
  if (row === undefined) throw new Error('the database does not know the role of this session');
  return row;
}
