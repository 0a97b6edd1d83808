import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { serviceNames } from '@wabx/contracts';
import { freePort } from '@wabx/embedded';
import { projectConfiguration, startTestNats, testTrust, type TestNats } from '@wabx/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { owners, passwordVariableOf } from '../src/owners.js';

// The built programs as an orchestrator ends them.

let nats: TestNats;
let silent: Server;
const callers: Socket[] = [];
beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, {});
  silent = createServer((socket) => void callers.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(async () => {
  callers.forEach((socket) => socket.destroy());
  silent?.close();
  await nats?.stop();
});

const silentAt = () => `127.0.0.1:${(silent.address() as { port: number }).port}`;

function run(program: string, env: Record<string, string>): ChildProcess {
  const settings = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', ...testTrust, ...env };
  return fork(path.resolve('dist', program), { env: settings, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

it.each([
  ['session-janitor.js waits for NATS', 'session-janitor.js', () => ({ NATS_URL: `nats://a:b@${silentAt()}` })],
  [
    'stats.js waits for Postgres',
    'stats.js',
    () => ({ NATS_URL: nats.urlOf('stats'), DATABASE_URL: `postgres://a:b@${silentAt()}/wabx` }),
  ],
  [
    'migrate.js waits for NATS',
    'migrate.js',
    () => ({
      NATS_URL: `nats://a:b@${silentAt()}`,
      DATABASE_ADMIN_URL: `postgres://a:b@${silentAt()}/wabx`,
      ...Object.fromEntries(owners.map(({ service }) => [passwordVariableOf(service), `only-for-tests-${service}`])),
    }),
  ],
])('SIGTERM while %s ends it at once, by a handler of its own', async (_what, program, env) => {
  const called = once(silent, 'connection');
  const child = run(program, env());
  await called;
  const startedAt = performance.now();
  child.kill('SIGTERM');
  // The first process of a container would not be ended by the signal itself.
  expect(await once(child, 'exit')).toEqual([143, null]);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

it.each([...serviceNames, 'all-in-one', 'migrate', 'rewrap'])(
  '%s.js hears SIGTERM before it reads the rest',
  (name) => {
    const [first, then] = readFileSync(path.resolve('dist', `${name}.js`), 'utf8').split('\n');
    expect(first).toBe("process.once('SIGTERM', () => process.exit(143));");
    expect(then).toBe(`await import('./programs/${name}.js');`);
  },
);

it('SIGTERM makes it unready first; requests are answered until the drain is over, then it ends with 0', async () => {
  const ops = await freePort();
  const child = run('session-janitor.js', {
    NATS_URL: nats.urlOf('session-janitor'),
    WABX_DRAIN_SECONDS: '2',
    WABX_OPS_PORT: String(ops),
  });
  const [{ ready }] = (await once(child, 'message')) as [{ ready: { url: string }[] }];
  const url = ready[0]?.url ?? '';
  const statusOf = async (address: string) => (await fetch(address)).status;
  expect(await statusOf(`http://127.0.0.1:${ops}/readyz`)).toBe(200);

  const exit = once(child, 'exit');
  const startedAt = performance.now();
  child.kill('SIGTERM');
  const seen: number[] = [];
  while (performance.now() - startedAt < 1_700) {
    seen.push(await statusOf(`http://127.0.0.1:${ops}/readyz`));
    expect(await statusOf(`${url}/v1/runs`)).toBe(401);
  }
  // The signal arrives a moment after it was sent.
  expect(seen.at(-1)).toBe(503);
  expect(seen.slice(3)).toEqual(seen.slice(3).map(() => 503));
  expect(await exit).toEqual([0, null]);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(6);
});
