import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readDevFile, type DevFile } from '../dev-file.js';
import type { Say } from '../progress.js';
import { root } from '../services.js';
import { StackError } from '../stack-error.js';
import { stateDirectory } from '../state-directory.js';

/** Runs `work` against a stack that exists only for it, with a state of its own. */
export async function withOwnStack(args: string[], say: Say, work: (dev: DevFile) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wabx-demo-'));
  const state = stateDirectory(directory);
  const program = path.join(root, 'tools', 'stack', 'dist', 'main.js');
  // A group of its own: on Ctrl-C it is stopped by us, once, and its folder goes after it.
  const launcher = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, WABX_STATE_DIR: directory },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => launcher.once('exit', () => resolve()));
  const stop = () => void launcher.kill('SIGTERM');
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new StackError(`Stopped by ${signal}.`)));
    }
  });
  const ready = new Promise<DevFile>((resolve, reject) => {
    if (launcher.stdout)
      createInterface({ input: launcher.stdout }).on('line', (line) => {
        if (/^\S.*: \d+ ms/.test(line)) say(`  ${line}`);
        const dev = line.startsWith('wabx is ready') ? readDevFile(state) : undefined;
        if (dev) resolve(dev);
      });
    void ended.then(() => reject(new StackError('The stack for the demo ended.')));
  });
  try {
    await Promise.race([ready.then(work), interrupted]);
  } finally {
    stop();
    await ended;
    await rm(directory, { recursive: true, force: true });
  }
}
