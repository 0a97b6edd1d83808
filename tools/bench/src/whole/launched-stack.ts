import { connectNats } from '@wabx/messaging';
import { readDevFile, readServersFile, stateDirectory, type DevFile } from '@wabx/stack';
import type { NatsConnection } from '@nats-io/transport-node';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const LAUNCHER = fileURLToPath(new URL('../../../stack/dist/main.js', import.meta.url));

export interface LaunchedStack {
  pid: number;
  services: DevFile['services'];
  simulatorUrl: string;
  adminKey: string;
  demo: NonNullable<DevFile['demo']>;
  /** As the superuser; its own statements are not in the log. */
  database: pg.Client;
  databaseUrl: string;
  natsUrl: string;
  nats: NatsConnection;
  postgresLog: string;
  stop(): Promise<void>;
}

/** What `npm start` starts, on a state of its own: seven processes, Postgres and NATS that sync, and the simulator. */
export async function launchStack(): Promise<LaunchedStack> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-bench-'));
  const state = stateDirectory(path.join(directory, 'state'));
  const launcher = spawn(process.execPath, [LAUNCHER], {
    env: { PATH: process.env['PATH'], WABX_STATE_DIR: state.path, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(launcher, 'exit');
  const stopLauncher = async () => {
    launcher.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await ready(launcher, ended);
    const [dev, servers] = [readDevFile(state), readServersFile(state)];
    if (!dev?.demo || !dev.simulator || !servers) throw new Error('the stack is ready and does not say where');
    const database = new pg.Client({ connectionString: servers.databaseUrl });
    await database.connect();
    await database.query("SET log_statement = 'none'");
    const nats = await connectNats({ url: servers.natsUrl, name: 'bench' });
    return {
      pid: launcher.pid ?? NaN,
      services: dev.services,
      simulatorUrl: dev.simulator.url,
      adminKey: dev.keys.admin,
      demo: dev.demo,
      database,
      ...servers,
      nats,
      postgresLog: path.join(state.logs, 'postgres.log'),
      stop: async () => {
        await nats.close();
        await database.end();
        await stopLauncher();
      },
    };
  } catch (error) {
    await stopLauncher();
    throw error;
  }
}

async function ready({ stdout }: ChildProcess, ended: Promise<unknown>): Promise<void> {
  let printed = '';
  const isReady = new Promise<void>((resolve) => {
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('wabx is ready after')) resolve();
    });
  });
  const hasEnded = ended.then(() => {
    throw new Error(`the stack did not start:\n${printed}`);
  });
  hasEnded.catch(() => undefined);
  await Promise.race([isReady, hasEnded]);
}
