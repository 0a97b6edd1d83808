import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { findOnPath } from './find-on-path.js';

const LOG_LINES_KEPT = 40;
const STOP_TIMEOUT_MS = 15_000;

export interface ServerProcess {
  pid: number;
  /** Settles when the process has ended, with a sentence that says how. Never rejects. */
  exited: Promise<string>;
  /** The last lines it wrote. */
  lastLog(): string;
  /** Ends it in good order, by force after 15 s. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts a server that lives at most as long as this process, whatever ends this process, and that the terminal's
 * Ctrl-C does not reach: who started it stops its clients first.
 *
 * @param prefix command and options that run the rest of the command line in another guise (`unshare …`, `setpriv …`)
 */
export async function spawnServer(server: {
  name: string;
  command: string;
  args: string[];
  prefix?: string[];
  cwd?: string;
  onLog?: (line: string) => void;
}): Promise<ServerProcess> {
  const setpriv = process.platform === 'linux' ? await findOnPath('setpriv') : undefined;
  const dieWithParent = setpriv ? [setpriv, '--pdeathsig', 'INT', '--'] : [];
  const [file = server.command, ...args] = [...(server.prefix ?? []), ...dieWithParent, server.command, ...server.args];

  const child = spawn(file, args, {
    cwd: server.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  });
  const exited = whenExited(child, server.name);
  const lines = keepLog(child, server.onLog);
  if (child.pid === undefined) throw new Error(await exited);
  if (!setpriv) endWithThisProcess(child.pid, exited);

  let running = true;
  void exited.then(() => (running = false));
  const signal = (name: NodeJS.Signals) => running && child.kill(name);
  return {
    pid: child.pid,
    exited,
    lastLog: () => lines.join('\n'),
    async stop() {
      signal('SIGINT');
      const timer = new AbortController();
      const tooLate = delay(STOP_TIMEOUT_MS, 'late', { signal: timer.signal }).catch(() => 'stopped');
      if ((await Promise.race([exited, tooLate])) === 'late') signal('SIGKILL');
      await exited;
      timer.abort();
    },
    async kill() {
      signal('SIGKILL');
      await exited;
    },
  };
}

/** Where the kernel offers no "tell me when my parent dies": a pipe whose other end closes with this process. */
function endWithThisProcess(pid: number, exited: Promise<string>): void {
  const watcher = spawn('sh', ['-c', 'cat >/dev/null; kill -INT "$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  void exited.then(() => {
    if (watcher.pid === undefined) return;
    try {
      process.kill(-watcher.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  });
}

function whenExited(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be run: ${error.message}`));
    child.once('close', (code, signal) => resolve(`${name} ended ${signal ? `by ${signal}` : `with code ${code}`}`));
  });
}

function keepLog(child: ChildProcess, onLog?: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        onLog?.(line);
        lines.push(line);
        if (lines.length > LOG_LINES_KEPT) lines.shift();
      }
    });
  }
  return lines;
}
