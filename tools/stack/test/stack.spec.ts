import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isPortFree, processExists } from '@wabx/embedded';
import { eventually } from '@wabx/testing';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { devFileSchema, readDevFile, type DevFile } from '../src/dev-file.js';
import { listeners } from '../src/services.js';
import { stateDirectory } from '../src/state-directory.js';
import { buildWhatChanged } from './built.js';
import { descendantsOf, run, type Process, type Run } from './launcher.js';

// One story, told in order: each start goes on with the state that the one before has left.
const START_MS_MAX = 120_000;
// Ports that nobody else wants, so that "no port is left" can be told; only the ingress has its usual one.
// Where no other suite's server comes between two starts: those take theirs from 10,240 on.
const FIRST_PORT = 7_000 + (process.pid % 150) * 20;
const ports = Object.fromEntries(
  listeners
    .filter(({ name }) => name !== 'webhook-ingress')
    .map(({ variable }, at) => [variable, String(FIRST_PORT + at)]),
);
const started: Run[] = [];
let directory: string;
let holder: Server;
let session: string;

beforeAll(async () => {
  await buildWhatChanged();
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'wabx-test-stack-')), 'state');
  // When another program has the port already, it is in use just as well.
  holder = createServer().on('error', () => undefined);
  await new Promise<void>((resolve) => {
    holder.once('listening', resolve).once('error', () => resolve());
    holder.listen(4100, '127.0.0.1');
  });
}, START_MS_MAX);

afterAll(async () => {
  holder.close();
  for (const { signal } of started) signal('SIGTERM');
  await Promise.all(started.map(({ ended }) => ended));
  await rm(path.dirname(directory), { recursive: true, force: true });
});

async function start(...args: string[]): Promise<{ launcher: Run; dev: DevFile }> {
  const launcher = run('start', directory, args, ports);
  started.push(launcher);
  let hasEnded = false;
  void launcher.ended.then(() => (hasEnded = true));
  await eventually(
    'the stack is ready',
    () => hasEnded || launcher.output().includes('wabx is ready after'),
    START_MS_MAX,
  );
  const dev = readDevFile(stateDirectory(directory));
  if (!dev) throw new Error(launcher.output());
  return { launcher, dev };
}

function portsOf(dev: DevFile): number[] {
  const places = [...Object.values(dev.services), dev.simulator!];
  return places.map(({ url }) => Number(new URL(url).port));
}

async function sessionIds(dev: DevFile): Promise<string[]> {
  const headers = { authorization: `Bearer ${dev.keys.admin}` };
  const response = await fetch(`${dev.services.router.url}/v1/sessions`, { headers });
  const { items } = (await response.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

async function expectNothingLeft(processes: Process[], dev: DevFile): Promise<void> {
  expect(processes.length).toBeGreaterThanOrEqual(4); // database, NATS, simulator, services
  await eventually('every process has ended', () => !processes.some(({ pid }) => processExists(pid)));
  for (const port of portsOf(dev)) expect(await isPortFree(port)).toBe(true);
}

describe('npm start, with eight processes', () => {
  let launcher: Run;
  let dev: DevFile;

  it(
    'is ready by itself, takes another port where the usual one is in use and says so',
    async () => {
      ({ launcher, dev } = await start());
      expect(launcher.output()).toMatch(/Port 4100 .*in use.* takes \d+/);
      expect(new URL(dev.services['webhook-ingress'].url).port).not.toBe('4100');
      expect(launcher.output()).toMatch(/8 services in 8 processes, \d{3,4} MB/);
    },
    START_MS_MAX,
  );

  it('writes dev.json for its owner only, with everything that is needed to use the stack', async () => {
    const { dev: file } = stateDirectory(directory);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(dev)).toEqual(['services', 'simulator', 'keys', 'signInLinks', 'demo']);
    expect(Object.keys(dev.keys.agents)).toEqual(['1001', '1002', '1003']);
    expect(dev.demo?.numbers.map(({ destination }) => destination.type)).toEqual(['queue', 'extension']);
  });

  it('refuses a second start on the same state and names the process that has it', async () => {
    const { code, output } = await run('start', directory).ended;
    expect(code).toBe(1);
    expect(output).toContain(`wabx runs already with the state in ${directory}: process ${launcher.pid}`);
  });

  it('does not let its state be forgotten while it runs', async () => {
    const { code, output } = await run('reset', directory).ended;
    expect(code).toBe(1);
    expect(output).toContain('Stop it with Ctrl-C there first');
    expect(readDevFile(stateDirectory(directory))).toEqual(dev);
  });

  it('plays the demo: a text and a picture in, a text and a document out, with ticks and counts', async () => {
    const { code, output } = await run('demo', directory).ended;
    expect(output).toContain('Everything happened.');
    expect(output).toMatch(/stats +2 received, 2 sent \(2 succeeded, 0 failed, 0 pending\)/);
    expect(code).toBe(0);
    [session = ''] = await sessionIds(dev);
    expect(session).not.toBe('');
  }, 90_000);

  it('has written none of its secrets into a log', async () => {
    const { secrets, logs } = stateDirectory(directory);
    const hidden = [...stringsIn(JSON.parse(await readFile(secrets, 'utf8')))];
    const files = await readdir(logs);
    const texts = new Map(
      await Promise.all(files.map(async (name) => [name, await readFile(path.join(logs, name), 'utf8')] as const)),
    );
    const withText = (text: string) => files.filter((name) => texts.get(name)?.includes(text));
    expect(hidden.length).toBeGreaterThan(20);
    expect(withText('"message":"ready"').length).toBe(8);
    // A sealing key is `<id>:<key>`, an API key `wabx_<id>_<key>`.
    const found = hidden.map((secret) => withText(secret.replace(/^(local:|wabx_[^_]+_)/, '')));
    expect(found.flat()).toEqual([]);
  });
  function* stringsIn(value: unknown): Generator<string> {
    if (typeof value === 'string') yield value;
    else for (const inner of Object.values(value as object)) yield* stringsIn(inner);
  }

  it('stops on Ctrl-C with code 0 and leaves no process and no port', async () => {
    const processes = descendantsOf(launcher.pid);
    launcher.signal('SIGINT');
    const { code, output } = await launcher.ended;
    expect(output).toContain('Stopped.');
    expect(code).toBe(0);
    await expectNothingLeft(processes, dev);
  }, 60_000);
});

describe('npm start -- --single, on the same state', () => {
  let launcher: Run;
  let dev: DevFile;

  it(
    'finds what was said before, in one process',
    async () => {
      ({ launcher, dev } = await start('--single'));
      expect(launcher.output()).toMatch(/8 services in one process, \d{2,3} MB/);
      expect(await sessionIds(dev)).toEqual([session]);
      expect(devFileSchema.safeParse(dev).success).toBe(true);
    },
    START_MS_MAX,
  );

  it('passes the same demo', async () => {
    const { code, output } = await run('demo', directory).ended;
    expect(output).toContain('Everything happened.');
    expect(code).toBe(0);
  }, 90_000);

  it('moves the time of wabx and of Meta together', async () => {
    const { code, output } = await run('clock', directory, ['+25h']).ended;
    expect(output).toContain('25.0 h ahead');
    expect(code).toBe(0);
  });

  it('leaves nothing that runs when the launcher is killed', async () => {
    const processes = descendantsOf(launcher.pid);
    launcher.signal('SIGKILL');
    await launcher.ended;
    await expectNothingLeft(processes, dev);
  }, 60_000);

  it(
    'starts again after that, with everything that was said',
    async () => {
      ({ launcher, dev } = await start('--single'));
      const ids = await sessionIds(dev);
      expect(ids).toHaveLength(2);
      expect(ids).toContain(session);
    },
    START_MS_MAX,
  );

  it('starts again what dies, says so, and goes on where it was', async () => {
    for (const [what, said] of [
      ['all-in-one', 'all-in-one'],
      ['meta-simulator', 'meta-simulator'],
      ['/bin/postgres -D', 'Postgres'],
      ['nats-server -c', 'NATS'],
    ]) {
      const victim = descendantsOf(launcher.pid).find(({ command }) => command.replaceAll('\0', ' ').includes(what!));
      expect({ what, found: victim !== undefined }).toEqual({ what, found: true });
      process.kill(victim!.pid, 'SIGKILL');
      await eventually(`${said} runs again`, () => launcher.output().includes(`${said} runs again.`), START_MS_MAX);
      expect(launcher.output()).toMatch(/ ended by SIGKILL\. It is started again in 0\.5 s\./);
    }
    const { router } = dev.services;
    await eventually('everything is ready', async () => (await fetch(`${router.url}/readyz`)).ok, START_MS_MAX);
    expect(await sessionIds(dev)).toContain(session);
    const { code, output } = await run('demo', directory).ended;
    expect(output).toContain('Everything happened.');
    expect(code).toBe(0);
    expect(launcher.output()).not.toMatch(/^ +at /m);
  }, 240_000);

  it('stops everything with code 1 and shows the last lines of what crashes again and again', async () => {
    const processes = descendantsOf(launcher.pid);
    let hasEnded = false;
    void launcher.ended.then(() => (hasEnded = true));
    await eventually(
      'the launcher has given up',
      () => {
        const simulator = descendantsOf(launcher.pid).find(({ command }) => command.includes('meta-simulator'));
        if (simulator) process.kill(simulator.pid, 'SIGKILL');
        return hasEnded;
      },
      START_MS_MAX,
    );
    const { code, output } = await launcher.ended;
    expect(code).toBe(1);
    expect(output).toMatch(/meta-simulator has ended 6 times in a row, .*SIGKILL/);
    expect(output).toMatch(/Its last lines \(.*meta-simulator\.log\):/);
    await expectNothingLeft(processes, dev);
  }, 120_000);

  it('forgets everything on npm run reset', async () => {
    const { code } = await run('reset', directory).ended;
    expect(code).toBe(0);
    await expect(stat(directory)).rejects.toThrow('ENOENT');
  });
});
