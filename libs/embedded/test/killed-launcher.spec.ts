import { afterEach, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { freePort, processExists, startNats, startPostgres } from '../src/index.js';
import { launch, pathWithOnly, cleanUp, temporaryFolder } from './run-launcher.js';
import { until } from './until.js';

// What root needs in order to run Postgres as somebody else.
const ACCOUNT_TOOLS = process.getuid?.() === 0 ? ['unshare', 'true'] : [];

const servers = [
  { start: 'startPostgres', name: 'Postgres', again: startPostgres },
  { start: 'startNats', name: 'nats-server', again: startNats },
] as const;

afterEach(cleanUp);

describe.each(servers)('$name, when its launcher is killed', ({ start, again }) => {
  async function options() {
    const directory = path.join(await temporaryFolder(), 'data');
    return { dataDir: directory, storeDir: directory, durable: true, syncAlways: true, port: await freePort() };
  }

  it.each([
    { means: 'the kernel tells it', tools: ['setpriv'] },
    { means: 'the kernel cannot tell it, but a watcher does', tools: ['sh', 'cat'] },
  ])('ends too, because $means, and starts again on the same port', async ({ tools }) => {
    const chosen = await options();
    const first = await launch(start, chosen, { path: await pathWithOnly(...tools, ...ACCOUNT_TOOLS) });

    await first.killLauncher();
    await until(() => !processExists(first.pid), 'the server has ended');

    const second = await again(chosen);
    expect(second.port).toBe(chosen.port);
    await second.stop();
  });

  it('is stopped by the next start where it could not be told', async () => {
    const chosen = await options();
    const first = await launch(start, chosen, { path: await pathWithOnly(...ACCOUNT_TOOLS) });

    await first.killLauncher();
    expect(processExists(first.pid)).toBe(true);

    const second = await again(chosen);
    expect(processExists(first.pid)).toBe(false);
    expect(second.port).toBe(chosen.port);
    await second.stop();
  });

  it('and not killed, is left alone by a second start on its directory', async () => {
    const chosen = await options();
    const first = await launch(start, chosen);

    await expect(again({ ...chosen, port: undefined })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringContaining(`started by process ${first.launcher.pid}`),
    });

    expect(processExists(first.pid)).toBe(true);
    await first.killLauncher();
    await until(() => !processExists(first.pid), 'the server has ended');
  });
});
