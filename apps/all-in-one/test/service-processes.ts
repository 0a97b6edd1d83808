import type { ServiceName } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const programs = path.resolve('dist');
type Env = Record<string, string | undefined>;

interface Child {
  env: Env;
  url: string;
  process: ChildProcess;
}

/**
 * The built services, each in a process of its own as in production: to be killed, and started again with other settings.
 * `startOne` starts the whole stack that way.
 */
export function serviceProcesses() {
  const children = new Map<string, Child>();

  const start = async (name: string, env: Env): Promise<Child> => {
    const process = fork(path.join(programs, `${name}.js`), {
      env: withPath(env),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      process.once('message', ({ ready }: { ready: { url: string }[] }) => resolve(ready[0]?.url ?? ''));
      process.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
    });
    const child = { env, url, process };
    children.set(name, child);
    return child;
  };
  const end = async (name: string, signal: NodeJS.Signals) => {
    const running = children.get(name)?.process;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  };

  return {
    startOne: async ({ name }: { name: string }, env: Env): Promise<RunningService> => {
      const { url } = await start(name, env);
      return { name, url, stop: () => end(name, 'SIGTERM') };
    },
    /** As a crash would end it. */
    kill: (name: ServiceName) => end(name, 'SIGKILL'),
    /** Ends it in good order, if it runs, and starts it again at the same address. */
    restart: async (name: ServiceName, change: Env = {}): Promise<void> => {
      await end(name, 'SIGTERM');
      const { env, url } = children.get(name) ?? { env: {}, url: '' };
      await start(name, { ...env, PORT: new URL(url).port, ...change });
    },
    /** The environment that it was started with. */
    environmentOf: (name: ServiceName): Env => children.get(name)?.env ?? {},
  };
}

/** Runs a built program to its end, as a person would; answers what it printed. */
export async function runProgram(program: string, env: Env): Promise<{ code: number | null; output: string }> {
  const running = spawn(process.execPath, [path.join(programs, program)], { env: withPath(env) });
  let output = '';
  for (const stream of [running.stdout, running.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(running, 'close')) as [number | null];
  return { code, output };
}

const withPath = (env: Env): Env => ({ PATH: process.env['PATH'], ...env });
