import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedServerError } from './embedded-server-error.js';
import { recordLauncher, stopOrphan } from './orphan.js';
import { freePort, isPortFree } from './port.js';
import { giveTo, postgresAccount, type PostgresAccount } from './postgres-account.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { type ServerProcess, spawnServer } from './server-process.js';

const SUPERUSER = 'postgres';
const PASSWORD_FILE = 'wabx-superuser-password';
const START_TIMEOUT_MS = 60_000; // recovery after a crash is part of the start
const POLL_MS = 20;

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
  const dataDir = path.resolve(options.dataDir);
  const binaries = await findPostgres();
  const account = await postgresAccount();

  if (await isEmptyOrMissing(dataDir)) await createCluster(binaries, account, dataDir, options.durable);
  await refuseForeignData(dataDir, binaries.majorVersion);
  await stopOrphan({
    name: 'Postgres',
    directory: dataDir,
    pidFile: path.join(dataDir, 'postmaster.pid'),
    argument: `-D ${dataDir}`,
  });
  await recordLauncher(dataDir);
  await giveTo(account, dataDir);

  const password = (await readFile(path.join(dataDir, PASSWORD_FILE), 'utf8')).trim();
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    if (options.port !== undefined && !(await isPortFree(port))) throw portInUse(port);
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
    const retry = failureOf(server.lastLog(), outcome, dataDir, port, options.port !== undefined);
    if (retry !== 'try again' || performance.now() > deadline) throw retry === 'try again' ? portInUse(port) : retry;
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

/** Made beside its final place and moved there when complete: an interrupted start leaves nothing half made. */
async function createCluster(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  dataDir: string,
  durable: boolean,
): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${dataDir}.initdb`;
  const passwordFile = `${draft}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (process.getuid?.() === 0) {
    await chown(draft, account.owner.uid, account.owner.gid);
    await chown(passwordFile, account.owner.uid, account.owner.gid);
  }
  try {
    const initdb = await spawnServer({
      name: 'initdb',
      command: binaries.initdb,
      args: [
        ...['-D', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256'],
        ...['--locale=C', '--encoding=UTF8', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
      ],
      prefix: account.prefix,
    });
    const ending = await initdb.exited;
    if (!ending.endsWith('code 0')) {
      throw new EmbeddedServerError(
        'START_FAILED',
        `No database could be made in ${dataDir}: ${ending}.\n${initdb.lastLog()}`,
      );
    }
    await rename(passwordFile, path.join(draft, PASSWORD_FILE));
    await rm(dataDir, { recursive: true, force: true }); // empty, or this function is not called
    await rename(draft, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function isEmptyOrMissing(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    const message = `The data directory ${directory} cannot be read by this user: ${(error as Error).message}. Start as the user who made it, or remove it.`;
    throw new EmbeddedServerError('UNUSABLE_DATA', message, { cause: error });
  }
}

async function refuseForeignData(dataDir: string, majorVersion: string): Promise<void> {
  const found = (await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const hasPassword = await readFile(path.join(dataDir, PASSWORD_FILE)).catch(() => undefined);
  if (found && found !== majorVersion) {
    throw new EmbeddedServerError(
      'UNUSABLE_DATA',
      `${dataDir} was written by Postgres ${found}, this is Postgres ${majorVersion}, which cannot read it. ` +
        `Go back to the version before, or forget the data: npm run reset`,
    );
  }
  if (!found || !hasPassword) {
    throw new EmbeddedServerError(
      'UNUSABLE_DATA',
      `${dataDir} is damaged or is not a data directory of wabx (no ${found ? PASSWORD_FILE : 'PG_VERSION'} in it). ` +
        `Forget the data: npm run reset`,
    );
  }
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

function failureOf(log: string, outcome: string, dataDir: string, port: number, portWanted: boolean) {
  if (/could not bind|address already in use/i.test(log)) return portWanted ? portInUse(port) : 'try again';
  // The processes of a killed server need a moment to notice that it is gone.
  if (/pre-existing shared memory block/.test(log)) return 'try again';
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
