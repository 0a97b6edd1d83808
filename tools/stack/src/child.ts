import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.js';
import type { Env } from './settings.js';
import { StackError } from './stack-error.js';

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 20_000;

/** A program of ours that runs as a child of this process. */
export interface Child {
  name: string;
  pid: number;
  /** Rejects with a StackError that shows its last lines when it ends before it is ready, or takes too long. */
  ready: Promise<void>;
  /** Settles with how it ended, wanted or not. Never rejects. */
  exited: Promise<string>;
  /** Ends it in good order, by force after 20 s. */
  stop(): Promise<void>;
  kill(): void;
}

/**
 * Starts a program that tells its launcher when it is ready, and that ends with its launcher. Ctrl-C in the terminal
 * does not reach it: the launcher stops things in their order.
 */
export function startChild(child: {
  name: string;
  program: string;
  env: Env;
  log: LogFile;
  nodeFlags?: string[];
}): Child {
  const { name, program, env, log, nodeFlags = [] } = child;
  const running = spawn(process.execPath, [...nodeFlags, program], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Not the file itself: a program that cannot write its log would end on a full disk.
  for (const stream of [running.stdout, running.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => log.write(text));

  const exited = new Promise<string>((resolve) => {
    running.once('error', (error) => resolve(`${name} could not be run: ${error.message}`));
    running.once('close', (code, signal) => resolve(`${name} ended ${signal ? `by ${signal}` : `with code ${code}`}`));
  });
  const isReady = new Promise<void>((resolve) => {
    running.on('message', (message) => {
      if (typeof message === 'object' && 'ready' in message) resolve();
    });
  });
  const timer = new AbortController();
  const tooLate = delay(READY_MS_MAX, undefined, { signal: timer.signal }).then(
    () => `${name} was not ready after ${READY_MS_MAX / 1000} s`,
  );
  const ready = Promise.race([
    isReady,
    Promise.race([exited, tooLate]).then((fault) => Promise.reject(new StackError(`${fault}. ${log.lastLines()}`))),
  ]).finally(() => timer.abort());
  ready.catch(() => undefined);
  tooLate.catch(() => undefined);

  const signal = (which: NodeJS.Signals) =>
    running.exitCode === null && running.signalCode === null && running.kill(which);
  return {
    name,
    pid: running.pid ?? 0,
    ready,
    exited,
    stop: async () => {
      signal('SIGTERM');
      const force = setTimeout(() => signal('SIGKILL'), STOP_MS_MAX);
      await exited;
      clearTimeout(force);
    },
    kill: () => void signal('SIGKILL'),
  };
}

/**
 * Runs a program to its end and answers what it printed. Throws a StackError with that when it fails.
 *
 * @param signal ends it at once
 */
export async function runToEnd(name: string, program: string, env: Env, signal: AbortSignal): Promise<string> {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const running = spawn(process.execPath, [program], {
    env,
    signal,
    killSignal: 'SIGKILL',
    detached: true,
    stdio,
  });
  let output = '';
  for (const stream of [running.stdout, running.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    running.once('error', reject);
    running.once('close', resolve);
  });
  if (code !== 0) throw new StackError(`${name} failed.\n${output.trim()}`);
  return output.trim();
}
