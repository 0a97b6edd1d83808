import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Child {
  url: string;
  process: ChildProcess;
  /** CPU seconds (user and system) of the process so far; NaN where there is no /proc. */
  cpuSeconds(): number;
  /** Rejects when the program ends by itself. */
  failed: Promise<never>;
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
  let stopping = false;
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const failed = new Promise<never>((_, reject) => {
    void ended.then((code) => (stopping ? undefined : reject(new Error(`${program} ended with ${code}`))));
  });
  failed.catch(() => {}); // for those who do not wait for it
  return {
    url,
    process: child,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    failed,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

const TICKS_PER_SECOND = 100; // of /proc, on every Linux

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name in it may hold spaces. */
function cpuSecondsOf(pid: number | undefined): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? NaN) + (system ?? NaN)) / TICKS_PER_SECOND;
  } catch {
    return NaN;
  }
}
