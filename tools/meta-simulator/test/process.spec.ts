import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator } from '../src/index.js';
import { call } from './stage.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  children = [];
});
afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

describe('the process form', () => {
  it('says in one line that it is ready, ends on SIGTERM with 0, and keeps its state', async () => {
    const env = { WABX_SIM_PORT: '0', WABX_SIM_DATA_DIR: folder };
    for (const expected of [[], ['customer-of-ours']]) {
      const child = start(env);
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      const ready = JSON.parse(line.toString());
      expect(ready).toEqual({
        ready: true,
        url: `http://127.0.0.1:${ready.port}`,
        port: expect.any(Number),
        dataDir: folder,
        pid: child.pid,
      });
      const { customers } = (await call(`${ready.url}/_sim/customers`, 'GET')).body;
      expect(customers.map(({ id }: { id: string }) => id)).toEqual(expected);
      await call(`${ready.url}/_sim/customers`, 'POST', { id: 'customer-of-ours', name: 'Ours' });
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    }
  });

  it('is killed and has kept every change that it had answered', async () => {
    const env = { WABX_SIM_PORT: '0', WABX_SIM_DATA_DIR: folder };
    const changes = [
      ['customers', 'POST', { id: 'customer-of-ours', name: 'Ours' }],
      ['clock', 'POST', { advanceSeconds: 3600 }],
      ['settings', 'PATCH', { retryScale: 0.5 }],
      ['setup', 'POST', { apps: [{ appId: '1', secret: 'of ours' }], tokens: [{ token: 'of-ours', appId: '1' }] }],
      ['tokens/of-ours/expire', 'POST', {}],
    ] as const;
    const stateOf = async (url: string) => {
      const get = async (path: string) => (await call(`${url}/_sim/${path}`, 'GET')).body;
      const { offsetSeconds } = await get('clock');
      return { offsetSeconds, settings: await get('settings'), ...(await get('customers')) };
    };
    for (const [path, method, body] of changes) {
      const child = start(env);
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      const { url } = JSON.parse(line.toString());
      expect((await call(`${url}/_sim/${path}`, method, body)).status).toBeLessThan(300);
      const told = await stateOf(url);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const again = await startSimulator({ dataDir: folder });
      expect(await stateOf(again.url)).toEqual(told);
      await again.stop();
    }
    expect(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))).toMatchObject({
      apps: [{ secret: 'of ours' }],
      tokens: [{ token: 'of-ours', expiresAt: expect.any(String) }],
    });
  });

  it('names what is wrong with its environment and ends with 2', async () => {
    const child = start({ WABX_SIM_PORT: 'many' });
    const [text] = (await once(child.stderr!, 'data')) as [Buffer];
    expect(text.toString()).toContain('WABX_SIM_PORT');
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it('says which port is taken and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const child = start({ PORT: String(port), WABX_SIM_DATA_DIR: folder });
    const [text] = (await once(child.stderr!, 'data')) as [Buffer];
    expect(text.toString()).toContain(`127.0.0.1:${port}`);
    expect(await once(child, 'exit')).toEqual([1, null]);
    taken.close();
  });
});

describe('the library form', () => {
  it('starts several on free ports, in separate worlds, and leaves nothing behind', async () => {
    const [one, two] = await Promise.all([startSimulator(), startSimulator()]);
    await call(`${one.url}/_sim/customers`, 'POST', { id: 'only-one' });
    expect((await call(`${two.url}/_sim/customers`, 'GET')).body).toEqual({ customers: [] });
    await Promise.all([one.stop(), two.stop()]);
    expect([existsSync(one.dataDir), existsSync(two.dataDir)]).toEqual([false, false]);
    await expect(fetch(one.url)).rejects.toThrow();
  });
});
