import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFull, tellsOfFullDisk } from './disk-full.js';
import { EmbeddedServerError } from './embedded-server-error.js';
import { atLeast, findNatsServer } from './find-nats-server.js';
import { recordLauncher, stopOrphan } from './orphan.js';
import { freePort, isPortFree } from './port.js';
import { type ServerProcess, spawnServer } from './server-process.js';

const MIB = 1024 * 1024;
const START_TIMEOUT_MS = 60_000; // the store is read before the port opens
const POLL_MS = 10;
const PORT_TRIES = 5;

/** Subjects a user may use; without a list he may use all. https://docs.nats.io/running-a-nats-service/configuration/securing_nats/authorization */
export interface NatsPermissions {
  publish?: { allow?: string[]; deny?: string[] };
  subscribe?: { allow?: string[]; deny?: string[] };
  /** Lets the user answer requests without naming the reply subjects. */
  allow_responses?: boolean;
}

export interface NatsOptions {
  /** Made when it does not exist; holds the streams, the configuration and the pid file. */
  storeDir: string;
  /** On 127.0.0.1; a free one when left out. */
  port?: number;
  /** The largest message, in bytes; default 8 MiB. */
  maxPayloadBytes?: number;
  /** The largest sum of all streams' files, in bytes; default 64 GiB (each stream has a limit of its own). */
  maxFileStoreBytes?: number;
  /** An acknowledgement then means "on disk" (nats-server 2.10 and newer). */
  syncAlways: boolean;
  /** Without users everybody on this machine may connect. */
  users?: (({ user: string; password: string } | { nkey: string }) & { permissions?: NatsPermissions })[];
  /** Serves the server's own HTTP pages (/varz, /jsz) on 127.0.0.1. */
  monitorPort?: number;
  /** Files; with `caFile` it takes only clients that show a certificate of that authority. */
  tls?: { certFile: string; keyFile: string; caFile?: string };
  /** Servers of one cluster: the port where this one listens to the others, and those of all of them. */
  cluster?: { port: number; ports: number[] };
  onLog?: (line: string) => void;
}

export interface EmbeddedNats {
  /** Without credentials. */
  url: string;
  port: number;
  pid: number;
  version: string;
  /** Settles with the reason when the server has ended, wanted or not. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends the server as a crash would (SIGKILL). */
  kill(): Promise<void>;
}

/**
 * Starts a real nats-server of our own with JetStream and returns once it accepts clients. It ends with this process,
 * also when that is killed. To start it again where it was: the same options with `port`.
 *
 * @throws EmbeddedServerError with what to do
 */
export async function startNats(options: NatsOptions): Promise<EmbeddedNats> {
  await mkdir(options.storeDir, { recursive: true, mode: 0o700 });
  const storeDir = await realpath(options.storeDir); // the command line shows it; a left-over server is recognised by it
  const program = await findNatsServer();
  const configFile = path.join(storeDir, 'nats-server.conf');
  const pidFile = path.join(storeDir, 'nats-server.pid');

  await stopOrphan({ name: 'nats-server', directory: storeDir, pidFile, argument: `-c ${configFile}` });
  await recordLauncher(storeDir);
  // Asked only now: a left-over server of ours may have held the port.
  for (const wanted of [options.port, options.monitorPort]) {
    if (wanted !== undefined && !(await isPortFree(wanted))) throw portInUse(wanted);
  }

  for (let tries = 1; ; tries++) {
    const port = options.port ?? (await freePort());
    const serverName = `wabx-${process.pid}-${port}`;
    const config = configuration({ options, storeDir, pidFile, port, serverName, version: program.version });
    await rm(configFile, { force: true }); // so that the mode holds for an old file too
    await writeFile(configFile, config, { mode: 0o600 });
    const server = await spawnServer({
      name: 'nats-server',
      command: program.path,
      args: ['-c', configFile],
      onLog: options.onLog,
    });
    const outcome = await waitUntilReady(server, port, serverName);
    if (outcome === 'ready') {
      const { pid, exited, stop, kill } = server;
      return { url: `nats://127.0.0.1:${port}`, port, pid, version: program.version, exited, stop, kill };
    }
    await server.stop();
    const log = server.lastLog();
    if (tellsOfFullDisk(log)) throw diskFull('nats-server', storeDir);
    if (!/address already in use/i.test(log)) throw doesNotStart(storeDir, outcome, log);
    if (options.port !== undefined || tries === PORT_TRIES) throw portInUse(port);
  }
}

function configuration(server: {
  options: NatsOptions;
  storeDir: string;
  pidFile: string;
  port: number;
  serverName: string;
  version: string;
}): string {
  const { options } = server;
  const fields = {
    server_name: server.serverName,
    listen: `127.0.0.1:${server.port}`,
    pid_file: server.pidFile,
    max_payload: options.maxPayloadBytes ?? 8 * MIB,
    jetstream: {
      store_dir: server.storeDir,
      max_file_store: options.maxFileStoreBytes ?? 64 * 1024 * MIB,
      max_memory_store: 256 * MIB, // the default is three quarters of the machine's memory
      ...(options.syncAlways && atLeast(server.version, '2.10') ? { sync_interval: 'always' } : {}),
    },
    ...(options.users ? { authorization: { users: options.users } } : {}),
    ...(options.cluster ? { cluster: clusterFields(options.cluster) } : {}),
    ...(options.tls ? { tls: tlsFields(options.tls) } : {}),
    ...(options.monitorPort === undefined ? {} : { http: `127.0.0.1:${options.monitorPort}` }),
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');
}

function tlsFields({ certFile, keyFile, caFile }: NonNullable<NatsOptions['tls']>) {
  const verified = caFile === undefined ? {} : { ca_file: caFile, verify: true };
  return { cert_file: certFile, key_file: keyFile, ...verified };
}

function clusterFields({ port, ports }: NonNullable<NatsOptions['cluster']>) {
  return { name: 'wabx', listen: `127.0.0.1:${port}`, routes: ports.map((other) => `nats://127.0.0.1:${other}`) };
}

async function waitUntilReady(server: ServerProcess, port: number, serverName: string): Promise<string> {
  let ending: string | undefined;
  void server.exited.then((reason) => (ending = reason));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (ending === undefined) {
    if (await greets(port, serverName)) return 'ready';
    if (performance.now() > deadline) return `not ready after ${START_TIMEOUT_MS / 1000} s`;
    await delay(POLL_MS);
  }
  return ending;
}

/** A server introduces itself to every connection; the name shows that it is ours and not another one on the port. */
function greets(port: number, serverName: string): Promise<boolean> {
  return new Promise((resolve) => {
    let greeting = '';
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const done = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      greeting += text;
      if (greeting.includes('\r\n')) done(greeting.startsWith('INFO ') && greeting.includes(`"${serverName}"`));
    });
    socket
      .on('error', () => done(false))
      .on('timeout', () => done(false))
      .on('end', () => done(false));
  });
}

function doesNotStart(storeDir: string, outcome: string, log: string): EmbeddedServerError {
  const reason =
    log
      .split('\n')
      .filter((line) => /\[(FTL|ERR)\]|nats-server:/.test(line))
      .join('\n') || log;
  return new EmbeddedServerError(
    'UNUSABLE_DATA',
    `nats-server does not start on ${storeDir}: ${outcome}.\n${reason}\nIf its store is damaged, forget it: npm run reset`,
  );
}

function portInUse(port: number): EmbeddedServerError {
  const message = `nats-server cannot listen on 127.0.0.1:${port}: the port is in use. Stop what uses it, or choose another port.`;
  return new EmbeddedServerError('PORT_IN_USE', message);
}
