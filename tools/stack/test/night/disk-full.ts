import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@wabx/testing';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDevFile, type DevFile } from '../../src/dev-file.js';
import { stateDirectory } from '../../src/state-directory.js';
import { buildWhatChanged } from '../built.js';
import { run, type Run } from '../launcher.js';
import { startTraffic } from '../traffic.js';

// Needs root, who may mount: each part of the state in turn is put on a small file system of its own, which is filled
// while customers write and agents answer.
const REFUSED_MS_MAX = 120_000;
const START_MS_MAX = 120_000;

let directory: string;
let disk: string;
let launcher: Run | undefined;

beforeAll(buildWhatChanged, START_MS_MAX);
afterEach(async () => {
  launcher?.signal('SIGTERM');
  await launcher?.ended;
  launcher = undefined;
  execFileSync('umount', ['--lazy', disk]);
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

async function start(): Promise<DevFile> {
  const stack = run('start', directory, ['--single'], { WABX_SIM_RETRY_SCALE: '0.01' });
  launcher = stack;
  await eventually('the stack is ready', () => stack.output().includes('wabx is ready after'), START_MS_MAX);
  const dev = readDevFile(stateDirectory(directory));
  if (!dev) throw new Error(stack.output());
  return dev;
}

async function stop(): Promise<void> {
  launcher?.signal('SIGTERM');
  await launcher?.ended;
}

/** Moves a part of the state to a file system with so much room left. */
function moveToSmallDisk(part: 'nats' | 'postgres' | 'media', roomMiB: number): void {
  const place = stateDirectory(directory)[part];
  mkdirSync(place, { recursive: true });
  const used = Number(execFileSync('du', ['-sm', place], { encoding: 'utf8' }).split('\t')[0]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${used + roomMiB}m`, 'tmpfs', disk]);
  cpSync(place, path.join(disk, part), { recursive: true, preserveTimestamps: true });
  execFileSync('chown', ['--recursive', `--reference=${place}`, path.join(disk, part)]);
  execFileSync('chmod', [`--reference=${place}`, path.join(disk, part)]);
  rmSync(place, { recursive: true });
  symlinkSync(path.join(disk, part), place);
}

const ballast = () => path.join(disk, 'ballast');

/** Leaves not a page, whatever is freed meanwhile. */
function fill(): NodeJS.Timeout {
  writeFileSync(ballast(), '');
  const take = () => {
    try {
      const { bavail, bsize } = statfsSync(disk);
      if (bavail > 0) writeFileSync(ballast(), Buffer.alloc(bavail * bsize, 1), { flag: 'a' });
    } catch {
      // Somebody was faster: as full as it can be.
    }
  };
  take();
  return setInterval(take, 50);
}

it.each([
  // So much room that the first messages fit. What is refused while the disk is full, and with which cause.
  { part: 'nats', roomMiB: 40, refuses: { what: /^webhook /, times: 30, cause: /503/ } },
  { part: 'postgres', roomMiB: 60, refuses: { what: /^reply /, times: 10, cause: /503 STORAGE_FULL/ } },
  { part: 'media', roomMiB: 20, refuses: { what: /^upload /, times: 5, cause: /503 STORAGE_FULL/ } },
] as const)(
  'the disk of $part is full under load, and all goes on by itself when there is room: 0 lost, 0 doubled',
  async ({ part, roomMiB, refuses }) => {
    directory = mkdtempSync(path.join(tmpdir(), 'wabx-test-disk-'));
    disk = mkdtempSync(path.join(tmpdir(), 'wabx-test-small-'));
    await start();
    await stop();
    moveToSmallDisk(part, roomMiB);
    const dev = await start();
    const traffic = await startTraffic(dev);
    await eventually('it runs', () => traffic.accepted() > 30, 60_000);

    const filling = fill();
    const refused = async () => Object.entries(await traffic.refusals()).filter(([what]) => refuses.what.test(what));
    const times = async () => (await refused()).reduce((sum, [, count]) => sum + count, 0);
    const before = await times();
    await eventually('it is refused', async () => (await times()) >= before + refuses.times, REFUSED_MS_MAX);
    clearInterval(filling);
    truncateSync(ballast(), 0);
    const freedAt = performance.now();
    const causes = await refused();

    const counts = await traffic.finish();
    const seconds = ((performance.now() - freedAt) / 1000).toFixed(1);
    process.stdout.write(
      `${part}: ${JSON.stringify(counts)}, all through ${seconds} s after there was room; ` +
        `refused: ${JSON.stringify(Object.fromEntries(causes))}\n${saidBy(launcher)}\n`,
    );
    expect(await traffic.lostOrDoubled()).toEqual({ lost: [], doubled: [] });
    expect(causes.map(([cause]) => cause)).toContainEqual(expect.stringMatching(refuses.cause));
    expect(launcher?.output()).not.toMatch(/^ +at /m);
    await stop();
  },
  600_000,
);

const saidBy = (stack: Run | undefined) => stack?.output().split('until npm run reset.')[1]?.trim() ?? '';
