import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './built.js';

export interface Run {
  pid: number;
  /** Everything printed so far. */
  output(): string;
  ended: Promise<{ code: number | null; output: string }>;
  signal(name: NodeJS.Signals): void;
}

const programs = { start: 'main.js', demo: 'demo.js', reset: 'reset.js', clock: 'clock.js' };

/** Runs one of the commands on a state directory, as npm would after the bootstrap. */
export function run(command: keyof typeof programs, stateDir: string, args: string[] = [], env = {}): Run {
  const program = path.join(root, 'tools', 'stack', 'dist', programs[command]);
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...withoutOurs(process.env), WABX_STATE_DIR: stateDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // by which a launcher ends with a test run that is killed
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    pid: child.pid!,
    output: () => output,
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))),
    signal: (name) => void child.kill(name),
  };
}

/** Settings of whoever runs the tests are not what is tested. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) =>
    /^WABX_(?!CACHE_DIR)/.test(name) || ['DATABASE_URL', 'NATS_URL', 'S3_ENDPOINT', 'NODE_OPTIONS'].includes(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}

export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The processes that a process has started, and those that these have started. */
export function descendantsOf(pid: number): Process[] {
  const all = existsSync('/proc') ? fromProc() : fromPs();
  const below = (parent: number): Process[] =>
    all.filter((process) => process.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

function fromPs(): Process[] {
  const lines = execFileSync('ps', ['-wwaxo', 'pid=,ppid=,command='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
}
