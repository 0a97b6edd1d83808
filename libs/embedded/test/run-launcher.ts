import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../src/find-on-path.js';
import { processExists } from '../src/index.js';

const LAUNCHER = fileURLToPath(new URL('./launcher.mjs', import.meta.url));
const NOBODY = 65534;

export interface Launched {
  /** Of the server. */
  pid: number;
  port: number;
  url: string;
  launcher: ChildProcess;
  /** Kills the launcher, not the server, and returns when it is gone. */
  killLauncher(): Promise<void>;
}

/** Starts a server from a process of its own, optionally with a PATH that has only these tools, or as nobody. */
export async function launch(
  start: 'startPostgres' | 'startNats',
  options: object,
  surroundings: { path?: string; asNobody?: boolean } = {},
): Promise<Launched> {
  const [command = process.execPath, ...prefix] = surroundings.asNobody ? nobodyWhoMayReadThisClone() : [];
  const args = surroundings.asNobody ? [...prefix, process.execPath] : prefix;
  const launcher = spawn(command, [...args, LAUNCHER, start, JSON.stringify(options)], {
    env: { ...process.env, PATH: surroundings.path ?? process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = JSON.parse(await firstLine(launcher)) as { pid: number; port: number; url: string };
  processes.push(server.pid, launcher.pid!);
  return {
    ...server,
    launcher,
    async killLauncher() {
      const gone = once(launcher, 'close');
      launcher.kill('SIGKILL');
      await gone;
    },
  };
}

/** A folder whose only programs are these of the system. */
export async function pathWithOnly(...programs: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const program of programs) {
    const found = await findOnPath(program);
    if (!found) throw new Error(`these tests need ${program}`);
    await symlink(found, path.join(folder, program));
  }
  return folder;
}

const folders: string[] = [];
const processes: number[] = [];

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `wabx-test-${process.pid}-embedded-`));
  folders.push(folder);
  return folder;
}

/** Ends what a failed test has left and removes its folders. */
export async function cleanUp(): Promise<void> {
  for (const pid of processes.splice(0)) if (processExists(pid)) process.kill(pid, 'SIGKILL');
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

// A clone in /root can be read by nobody but root, so there the test's nobody is given that right.
function nobodyWhoMayReadThisClone(): string[] {
  const nobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const mayRead = spawnSync('test', ['-r', LAUNCHER], { uid: NOBODY, gid: NOBODY }).status === 0;
  return mayRead ? [...nobody, '--'] : [...nobody, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'];
}

function firstLine(launcher: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    launcher.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    launcher.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('\n')) resolve(output.split('\n')[0] ?? '');
    });
    launcher.once('error', reject);
    launcher.once('close', () => reject(new Error(`the launcher ended: ${errors}`)));
  });
}
