import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { freePort, processExists, startPostgres } from '../src/index.js';
import { launch, pathWithOnly, cleanUp, temporaryFolder } from './run-launcher.js';
import { until } from './until.js';

afterEach(cleanUp);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function newDataDir(): Promise<string> {
  return path.join(await temporaryFolder(), 'postgres');
}

describe('Postgres', () => {
  it('keeps what was committed when it is killed and started again', async () => {
    const dataDir = await newDataDir();
    const first = await startPostgres({ dataDir, durable: true });
    await query(first.url, 'create table kept as select 41 + 1 as answer');
    await first.kill();

    const second = await startPostgres({ dataDir, durable: true });
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(processExists(second.pid)).toBe(false);
  });

  it('waits for the disk exactly when it is to be durable', async () => {
    const settings = `select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting <> 'on'`;
    const durable = await startPostgres({ dataDir: await newDataDir(), durable: true });
    expect(await query(durable.url, settings)).toEqual([]);
    await durable.stop();

    const fast = await startPostgres({ dataDir: await newDataDir(), durable: false });
    expect(await query(fast.url, settings)).toHaveLength(3);
    await fast.stop();
  });

  it('lets in nobody without the password, and nobody from another machine', async () => {
    const server = await startPostgres({ dataDir: await newDataDir(), durable: false });
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await server.stop();
  });

  it('names the port that is in use, before it makes anything', async () => {
    const port = await freePort();
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    const dataDir = await newDataDir();

    await expect(startPostgres({ dataDir, durable: false, port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
    stranger.close();
  });

  it('is not blocked by a pid file whose number now belongs to somebody else', async () => {
    const dataDir = await newDataDir();
    await (await startPostgres({ dataDir, durable: false })).stop();
    const stranger = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    await writeFile(path.join(dataDir, 'postmaster.pid'), `${stranger.pid}\n${dataDir}\n`);

    const server = await startPostgres({ dataDir, durable: false });
    await server.stop();
    expect(processExists(stranger.pid!)).toBe(true);
    stranger.stdin.end();
  });
});

describe('A data directory that Postgres cannot use is refused with what to do:', () => {
  it.each([
    {
      fault: 'another major version',
      damage: (dataDir: string) => writeFile(path.join(dataDir, 'PG_VERSION'), '9\n'),
      message: /written by Postgres 9, this is Postgres \d+.*npm run reset/s,
    },
    {
      fault: 'a damaged control file',
      damage: (dataDir: string) => truncate(path.join(dataDir, 'global', 'pg_control'), 100),
      message: /pg_control.*npm run reset/s,
    },
  ])('$fault', async ({ damage, message }) => {
    const dataDir = await newDataDir();
    await (await startPostgres({ dataDir, durable: false })).stop();
    await damage(dataDir);

    await expect(startPostgres({ dataDir, durable: false })).rejects.toMatchObject({
      code: 'UNUSABLE_DATA',
      message: expect.stringMatching(message),
    });
  });

  it('files of another program', async () => {
    const dataDir = await newDataDir();
    await mkdir(dataDir);
    await writeFile(path.join(dataDir, 'letter.txt'), 'not a database');

    await expect(startPostgres({ dataDir, durable: false })).rejects.toMatchObject({
      code: 'UNUSABLE_DATA',
      message: expect.stringContaining('npm run reset'),
    });
  });
});

// A normal user needs no arrangement; what the tests above run as is then the whole of it.
if (process.getuid?.() === 0) {
  describe('Started by root, who may not run Postgres, it also runs', () => {
    it('where root can make no user namespace, on a directory that only root may enter, and back again', async () => {
      const closed = path.join(await temporaryFolder(), 'closed');
      await mkdir(closed, { mode: 0o700 });
      const dataDir = path.join(closed, 'postgres');
      const asNobody = await launch(
        'startPostgres',
        { dataDir, durable: false },
        { path: await pathWithOnly('setpriv', 'true') },
      );
      expect((await stat(dataDir)).uid).not.toBe(0);
      await query(asNobody.url, 'create table kept as select 1 as one');
      await asNobody.killLauncher();
      await until(() => !processExists(asNobody.pid), 'the server has ended with its launcher');

      const inNamespace = await startPostgres({ dataDir, durable: false });
      expect(await query(inNamespace.url, 'select one from kept')).toEqual([{ one: 1 }]);
      await inNamespace.stop();
    });

    it('for a normal user', async () => {
      const home = await temporaryFolder();
      await chown(home, 65534, 65534);
      const server = await launch(
        'startPostgres',
        { dataDir: path.join(home, 'postgres'), durable: false },
        { nobodysFolder: home },
      );
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.killLauncher();
      await until(() => !processExists(server.pid), 'the server has ended with its launcher');
    });
  });
}
