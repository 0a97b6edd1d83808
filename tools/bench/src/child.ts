import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  url: string;
  /** CPU seconds (user and system) of the process so far; undefined where /proc is missing. */
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a built program that says by message when it is ready, as our services do. */
export async function startChild(program: string, env: Record<string, string>): Promise<Child> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = fork(file, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { ready: { url: string }[] }) => resolve(message.ready[0]?.url ?? ''));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it was ready`)));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
