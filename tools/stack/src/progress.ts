import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from './stack-error.js';

const POLL_MS = 50;

/** Prints a line for people. */
export type Say = (line: string) => void;

/** Runs one step of the start and says how long it took, with what it answers as a note. */
export async function step<T>(
  say: Say,
  title: string,
  work: () => Promise<T>,
  note?: (result: T) => string,
): Promise<T> {
  const started = performance.now();
  const result = await work();
  say(`${title}: ${Math.round(performance.now() - started)} ms${note ? ` (${note(result)})` : ''}`);
  return result;
}

/** Tries again until it answers something; throws what went wrong last when it takes too long. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, timeoutMs: number): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let last: unknown; ;) {
    try {
      const result = await probe();
      if (result !== undefined) return result;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const reason = last instanceof Error ? `: ${last.message}` : '';
      throw new StackError(`${what}: not within ${timeoutMs / 1000} s${reason}`);
    }
    await delay(POLL_MS);
  }
}
