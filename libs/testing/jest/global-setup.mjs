// Every integration test runs against a real Postgres and a real nats-server: one of each for the whole run, on free
// ports, so that a running stack does not matter. A test makes its own database and its own streams in them.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { collectDeadlocks } from './deadlocks.mjs';

// Streams reserve their largest size, and each spec file makes a set of its own; nothing of it is ever used.
const ROOM_FOR_ALL_STREAMS = 1024 ** 5;

const FOLDER = /^wabx-test-(\d+)-/;

export default async function startServers() {
  const { findNatsServer, processExists, startNats, startPostgres } = await import('@wabx/embedded').catch((cause) => {
    throw new Error('libs/embedded is not built. Run `npm test`, or `npx tsc -b` first.', { cause });
  });
  await removeLeftovers(processExists);

  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-`));
  const { deadlocks, onLog } = collectDeadlocks();
  const starting = [
    startPostgres({ dataDir: path.join(directory, 'postgres'), durable: false, maxConnections: 300, onLog }),
    startNats({ storeDir: path.join(directory, 'nats'), syncAlways: false, maxFileStoreBytes: ROOM_FOR_ALL_STREAMS }),
  ];
  const started = await Promise.allSettled(starting);
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }

  const [postgres, nats] = servers;
  await sayDatabaseInLog(postgres.url);
  process.env.WABX_TEST_DATABASE_URL = postgres.url;
  process.env.WABX_TEST_NATS_URL = nats.url;
  process.env.WABX_CHECK_ANSWERS = 'true'; // see libs/runtime/src/api/check-answers.ts
  process.env.NATS_SERVER_BIN = (await findNatsServer()).path;
  globalThis.stopTestServers = stop;
  globalThis.testDeadlocks = deadlocks;
}

async function sayDatabaseInLog(url) {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query("ALTER SYSTEM SET log_line_prefix = '%m [%p] %d '");
  await admin.query('SELECT pg_reload_conf()');
  await admin.end();
}

/** A test run that was killed could not tidy up; its servers ended with it, its folder is still there. */
async function removeLeftovers(processExists) {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1]);
    if (!pid || processExists(pid)) continue;
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined); // another user's
  }
}
