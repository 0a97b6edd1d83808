import type { LoggerService } from '@nestjs/common';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseErrorCode, describeDatabaseError, isTransientDatabaseError } from './database-errors.js';
import { throttled } from './throttled.js';

const RETRY_DELAY_MS_MIN = 100;
const RETRY_DELAY_MS_MAX = 2_000;
const LOG_EVERY_MS = 5_000;
/** How long one attempt to connect may take, and how long a query may wait for a free connection. */
export const CONNECT_ATTEMPT_MS_MAX = 5_000;

/** PEM texts. With any of them the connection is encrypted, and the server's certificate must be good and name the host. */
export interface DatabaseTls {
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

export interface ConnectOptions {
  url: string;
  applicationName: string;
  /** Settings of the session, as in `postgres -c name=value`. */
  settings?: Record<string, string | number>;
  /** For one attempt; 5 s by default. */
  connectTimeoutMs?: number;
  /** Client side limit for one query; none by default, since a migration may take as long as it takes. */
  queryTimeoutMs?: number;
  /** Whom to believe and what to show of oneself; else the URL decides about TLS. */
  tls?: DatabaseTls | undefined;
}

interface PatienceOptions {
  connectTimeoutMs: number;
  log: Pick<LoggerService, 'warn'>;
}

/** The database could not be used; the message says which one, why, and what to do. It never holds a password. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/**
 * One connection outside any pool. Waits with growing pauses for a server that is not there yet, and fails at once
 * where waiting does not help (wrong password, unknown database). Throws `DatabaseUnavailable`.
 */
export async function connectWhenReady({
  connectTimeoutMs,
  ...options
}: ConnectOptions & PatienceOptions): Promise<pg.Client> {
  const deadlineMs = performance.now() + connectTimeoutMs;
  const warn = throttled(LOG_EVERY_MS, (message: string) => options.log.warn(message));
  for (let delayMs = RETRY_DELAY_MS_MIN; ; delayMs = Math.min(delayMs * 2, RETRY_DELAY_MS_MAX)) {
    try {
      return await connectOnce(options);
    } catch (error) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0 || !isWorthWaitingFor(error)) throw error;
      warn(`waiting for the database: ${error instanceof Error ? error.message : describeDatabaseError(error)}`);
      await sleep(Math.min(delayMs, leftMs));
    }
  }
}

/** One connection outside any pool, or a `DatabaseUnavailable` that says why not. */
export async function connectOnce(options: ConnectOptions): Promise<pg.Client> {
  const client = newClient(options);
  try {
    await client.connect();
    return client;
  } catch (error) {
    void client.end().catch(() => undefined);
    throw explained(client, error);
  }
}

/** `host:port/database as role`: what may be said in public about where a client connects to. */
export function placeOf(client: Pick<pg.Client, 'host' | 'port' | 'database' | 'user'>): string {
  return `${client.host}:${client.port}/${client.database} as role ${client.user}`;
}

/** A copy by name: the driver hides the key of what it is given, and a spread of that would leave it out. */
export function sslOf({ ca, cert, key }: DatabaseTls): DatabaseTls {
  return { ca, cert, key };
}

function newClient({
  url,
  applicationName,
  settings = {},
  connectTimeoutMs,
  queryTimeoutMs,
  tls,
}: ConnectOptions): pg.Client {
  let client: pg.Client;
  try {
    new URL(url);
    client = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      ...(tls ? { ssl: sslOf(tls) } : {}),
      connectionTimeoutMillis: connectTimeoutMs ?? CONNECT_ATTEMPT_MS_MAX,
      keepAlive: true,
      ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    });
  } catch {
    // No cause: Node's error for an invalid URL quotes the URL, password included.
    throw new DatabaseUnavailable(
      'The database URL is not valid. Expected postgres://role:password@host:port/database',
    );
  }
  // Without a listener, a server that ends the connection would end this process.
  client.on('error', () => undefined);
  return client;
}

// Class 28 counts as transient for a message, but at start the password will not mend itself.
function isWorthWaitingFor(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code?.startsWith('28') !== true && code !== '3D000' && isTransientDatabaseError(error);
}

const CERTIFICATE_FAULT = /CERT|SELF_SIGNED|ISSUER|ERR_TLS|ERR_SSL/;

function explained(client: pg.Client, cause: unknown): DatabaseUnavailable {
  const code = databaseErrorCode(cause);
  const place = placeOf(client);
  const message = describeDatabaseError(cause);
  if (CERTIFICATE_FAULT.test(code ?? '') || /certificate|\balert\b/i.test(`${message} ${String(cause)}`)) {
    return new DatabaseUnavailable(
      `The database ${place} and this service do not believe each other's certificates (${code ?? message}). Check DATABASE_CA, DATABASE_CERT and DATABASE_KEY, and that the server's certificate names this host.`,
      { cause },
    );
  }
  if (code?.startsWith('28') === true) {
    return new DatabaseUnavailable(
      `The database ${place} refused the login (${code}). Correct the password in the database URL; if the role does not exist yet, run the migration first.`,
      { cause },
    );
  }
  if (code === '3D000') {
    return new DatabaseUnavailable(
      `The database ${place} does not exist. Create it, or correct the name in the database URL.`,
      { cause },
    );
  }
  return new DatabaseUnavailable(
    `The database ${place} does not answer (${code ?? describeDatabaseError(cause)}). Start PostgreSQL there, or correct host and port in the database URL.`,
    { cause },
  );
}
