import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@wabx/embedded';
import { openSecrets } from '../src/secrets.js';
import { stateDirectory } from '../src/state-directory.js';
import { holderOf, lock, unlock } from '../src/state-lock.js';
import { buildWhatChanged } from './built.js';
import { run } from './launcher.js';

let directory: string;
beforeAll(buildWhatChanged, 120_000);
beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), 'wabx-test-state-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a start that cannot be', () => {
  async function refused(env: Record<string, string> = {}): Promise<string> {
    const { code, output } = await run('start', directory, ['--single'], env).ended;
    expect(code).toBe(1);
    expect(output).not.toMatch(/^ +at /m);
    return output;
  }

  it('says so when the secrets are damaged, and what to do', async () => {
    await writeFile(path.join(directory, 'secrets.json'), '{"adminKey": "wabx_');
    const output = await refused();
    expect(output).toContain(`${path.join(directory, 'secrets.json')} is damaged: it is not JSON`);
    expect(output).toContain('npm run reset');
    expect(output).not.toContain('wabx_');
  });

  it('says so when a part of the state is gone', async () => {
    await mkdir(path.join(directory, 'postgres'));
    await writeFile(path.join(directory, 'postgres', 'PG_VERSION'), '18\n');
    expect(await refused()).toContain('is not complete: secrets.json is missing');
  });

  it('says so when the data directory is only half there', async () => {
    openSecrets(stateDirectory(directory));
    await mkdir(path.join(directory, 'postgres', 'base'), { recursive: true });
    const output = await refused();
    expect(output).toContain('is damaged or is not a data directory of wabx');
    expect(output).toContain('npm run reset');
  });

  describe('with servers of one’s own', () => {
    let nobody: number;
    beforeEach(async () => void (nobody = await freePort()));

    it('says so within seconds when the database does not answer', async () => {
      const output = await refused({ DATABASE_URL: `postgres://wabx:secret@127.0.0.1:${nobody}/wabx` });
      expect(output).toContain(`The database 127.0.0.1:${nobody}/wabx as role wabx does not answer`);
      expect(output).not.toContain('secret');
    }, 60_000);

    it('says so within seconds when NATS does not answer', async () => {
      const output = await refused({
        NATS_URL: `nats://wabx:secret@127.0.0.1:${nobody}`,
        DATABASE_URL: `postgres://wabx:secret@127.0.0.1:${nobody}/wabx`,
      });
      expect(output).toContain(`Cannot connect to NATS at 127.0.0.1:${nobody}`);
      expect(output).not.toContain('secret');
    }, 60_000);

    it('says so within seconds when the object store does not answer', async () => {
      const output = await refused({ S3_ENDPOINT: `http://127.0.0.1:${nobody}` });
      expect(output).toContain(`S3_ENDPOINT=http://127.0.0.1:${nobody} does not answer`);
    });
  });

  it('refuses a chosen port that is in use, instead of taking another', async () => {
    const holder: Server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    const output = await refused({ WABX_ROUTER_PORT: String(port) });
    holder.close();
    expect(output).toContain(`WABX_ROUTER_PORT=${port} is in use`);
  });
});

describe('the lock of a state', () => {
  it('of a process that was killed is taken over, also when its id is in use again', async () => {
    const file = path.join(directory, 'lock');
    await writeFile(file, `${process.ppid} 1`); // started at another time
    expect(holderOf(file)).toBeUndefined();
    expect(await lock(file)).toBe('locked');
    expect(holderOf(file)).toBe(process.pid);
    unlock(file);
    expect(existsSync(file)).toBe(false);
  });
});
