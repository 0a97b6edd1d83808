import { expect, it } from '@jest/globals';
import { eventually } from '@wabx/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LogFile } from './log-file.js';
import { watchDisk } from './watch-disk.js';

it('a full disk is said once, and once that there is room, after which the part is made to go on', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-watch-`));
  const log = new LogFile(path.join(directory, 'nats.log'));
  const said: string[] = [];
  let goesOn = 0;
  watchDisk(
    { name: 'NATS', log, directory },
    (line) => said.push(line),
    new AbortController().signal,
    async () => {
      goesOn += 1;
    },
  );
  log.write('[1] [INF] Server is ready\n');
  expect(said).toEqual([]);
  // A line may come in two pieces.
  log.write('[1] [ERR] write 1.blk: no space');
  log.write(' left on device\n[1] [ERR] write 2.blk: no space left on device\n');
  log.write('[1] [ERR] write 3.blk: no space left on device\n');
  expect(said).toEqual([
    `NATS cannot write: the disk with ${directory} is full. Make room there; it goes on by itself.`,
  ]);
  await eventually('it goes on', () => goesOn === 1);
  expect(said.slice(1)).toEqual([`The disk with ${directory} has room again.`]);
  expect(log.lastLines()).toContain('write 3.blk');
  log.close();
  expect(await readFile(log.path, 'utf8')).toContain('write 2.blk');
  await rm(directory, { recursive: true });
});
