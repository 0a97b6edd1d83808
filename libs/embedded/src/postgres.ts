import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { diskFull, tellsOfFullDisk } from './disk-full.js';
import { EmbeddedServerError } from './embedded-server-error.js';
import { recordLauncher, stopOrphan } from './orphan.js';
import { freePort, isPortFree } from './port.js';
import { giveTo, postgresAccount } from './postgres-account.js';
import { findPostgres } from './postgres-binaries.js';
import {
  createCluster,
  isEmptyOrMissing,
  readPassword,
  realPath,
  refuseForeignData,
  SUPERUSER,
} from './postgres-data-directory.js';
import { type ServerProcess, spawnServer } from './server-process.js';

const START_TIMEOUT_MS = 60_000; // recovery after a crash is part of the start
const POLL_MS = 20;

const PORT_TAKEN = /could not bind|address already in use/i;
// The processes of a killed server need a moment to notice that it is gone.
const SHARED_MEMORY_STILL_HELD = /pre-existing shared memory block/;

export interface PostgresOptions {
  /** Made when it does not exist; holds the cluster and the superuser's generated password. */
  dataDir: string;
  /** On 127.0.0.1; a free one when left out. */
  port?: number;
  /** false: nothing is forced to disk. Only for data that may be lost, such as a test's. */
  durable: boolean;
  maxConnections?: number;
  onLog?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's URL for the database `postgres`; a secret. */
  url: string;
  port: number;
  pid: number;
  /** Settles with the reason when the server has ended, wanted or not. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends the server as a crash would (SIGKILL). */
  kill(): Promise<void>;
}

/**
 * Starts a real Postgres of our own and returns once it answers. It ends with this process, also when that is killed.
 *
 * @throws EmbeddedServerError with what to do
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await realPath(options.dataDir);
  const account = await postgresAccount();
  const binaries = await findPostgres(account);

  const isNew = await isEmptyOrMissing(dataDir);
  if (!isNew) {
    await refuseForeignData(dataDir, binaries.majorVersion);
    const pidFile = path.join(dataDir, 'postmaster.pid');
    await stopOrphan({ name: 'Postgres', directory: dataDir, pidFile, argument: `-D ${dataDir}` });
  }
  // Asked only now: a left-over server of ours may have held the port.
  if (options.port !== undefined && !(await isPortFree(options.port))) throw portInUse(options.port);
  if (isNew) await createCluster(binaries, account, dataDir, options.durable);
  await recordLauncher(dataDir);
  await giveTo(account, dataDir);

  const password = await readPassword(dataDir);
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
    const server = await spawnServer({
      name: 'Postgres',
      command: binaries.postgres,
      args: ['-D', dataDir, ...settings(options, port).flatMap((setting) => ['-c', setting])],
      prefix: account.prefix,
      onLog: options.onLog,
    });
    const outcome = await waitUntilReady(server, url, deadline);
    if (outcome === 'ready') {
      const { pid, exited, stop, kill } = server;
      return { url, port, pid, exited, stop, kill };
    }
    await server.stop();
    const log = server.lastLog();
    const mayPass = SHARED_MEMORY_STILL_HELD.test(log) || (PORT_TAKEN.test(log) && options.port === undefined);
    if (!mayPass || performance.now() > deadline) throw failureOf(log, outcome, dataDir, port);
    await delay(POLL_MS);
  }
}

function settings(options: PostgresOptions, port: number): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1', // the default, localhost, needs a hosts file
    'unix_socket_directories=',
    `max_connections=${options.maxConnections ?? 200}`,
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
}

async function waitUntilReady(server: ServerProcess, url: string, deadline: number): Promise<string> {
  let ending: string | undefined;
  void server.exited.then((reason) => (ending = reason));
  while (ending === undefined) {
    const problem = await answers(url);
    if (problem === undefined) return 'ready';
    if (performance.now() > deadline) return `not ready after ${START_TIMEOUT_MS / 1000} s (${problem})`;
    await delay(POLL_MS);
  }
  return ending;
}

async function answers(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function failureOf(log: string, outcome: string, dataDir: string, port: number): EmbeddedServerError {
  if (PORT_TAKEN.test(log)) return portInUse(port);
  if (tellsOfFullDisk(log)) return diskFull('Postgres', dataDir);
  if (/lock file "postmaster.pid" already exists/.test(log)) {
    return new EmbeddedServerError(
      'ALREADY_RUNNING',
      `Another Postgres is being started on ${dataDir}. Stop that one first.`,
    );
  }
  const reason =
    log
      .split('\n')
      .filter((line) => /FATAL|PANIC|ERROR|HINT/.test(line))
      .join('\n') || log;
  return new EmbeddedServerError(
    'UNUSABLE_DATA',
    `Postgres does not start on ${dataDir}: ${outcome}.\n${reason}\nIf its data is damaged, forget it: npm run reset`,
  );
}

function portInUse(port: number): EmbeddedServerError {
  const message = `Postgres cannot listen on 127.0.0.1:${port}: the port is in use. Stop what uses it, or choose another port.`;
  return new EmbeddedServerError('PORT_IN_USE', message);
}
