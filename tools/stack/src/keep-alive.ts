import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.js';
import type { Say } from './progress.js';
import { StackError } from './stack-error.js';

const DELAY_MS_MIN = 500;
const DELAY_MS_MAX = 10_000;
/** What has run for so long has not crashed because it was started. */
const STABLE_MS = 60_000;
/** A loop; nothing new is learnt from a sixth time. */
const CRASHES_MAX = 5;

export interface Running {
  /** Settles with how it ended, wanted or not. Never rejects. */
  exited: Promise<string>;
  /** Of a program that says when it is. */
  ready?: Promise<void>;
  stop(): Promise<void>;
  kill(): void | Promise<void>;
}

export interface Kept {
  name: string;
  log: LogFile;
  /** The process that runs now, or ran last. */
  run: Running;
  again(): Running | Promise<Running>;
}

/**
 * Starts a part again whenever it has ended, later each time, and says so. Throws a StackError with its last lines when
 * it crashes again and again, except on a full disk: there it goes on when there is room.
 */
export async function keepAlive(part: Kept, say: Say, stopping: AbortSignal): Promise<void> {
  let ending = await part.run.exited;
  for (let crashes = 1; !stopping.aborted; crashes++) {
    if (crashes > CRASHES_MAX && !part.log.tellsOfFullDisk()) {
      const times = `${part.name} has ended ${crashes} times in a row`;
      throw new StackError(`${times}, the last time so: ${ending}. ${part.log.lastLines()}`);
    }
    const delayMs = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** (crashes - 1));
    say(`${firstLine(ending)}. It is started again in ${delayMs / 1000} s.`);
    await delay(delayMs, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;

    const fault = await startAgain(part);
    if (stopping.aborted) return await part.run.stop();
    if (fault !== undefined) {
      ending = fault;
      continue;
    }
    say(`${part.name} runs again.`);
    const since = performance.now();
    ending = await part.run.exited;
    if (performance.now() - since > STABLE_MS) crashes = 0;
  }
}

/** Answers why it does not run, if it does not. */
async function startAgain(part: Kept): Promise<string | undefined> {
  try {
    part.log.forget();
    part.run = await part.again();
    await part.run.ready;
    return undefined;
  } catch (error) {
    await part.run.stop();
    return error instanceof Error ? error.message : String(error);
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/[.:]$/, '') ?? '';
}
