import { choreNames } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { z } from 'zod';
import type { Chore } from './chores.js';

export const runSchema = z.object({
  chore: z.enum(choreNames),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  /** How many the owner finished. */
  done: z.int().nonnegative(),
  /** There was more to do when this run ended. */
  more: z.boolean(),
  /** Why the run ended before its time; what was done before stays done. */
  error: z.string().optional(),
});
export type Run = z.infer<typeof runSchema>;

/** Small, so that an owner's transactions stay short and a stop is never far away. */
const BATCH = 100;
/** After this a run ends and is reported, and the next one goes on. */
const RUN_MS_MAX = 60_000;
const ERROR_LENGTH_MAX = 500;

/** Asks the owner again and again until nothing is left, and never throws: an owner that is away is a result too. */
export async function runChore(
  { name, command }: Chore,
  requests: Pick<Requests, 'ask'>,
  isStopping: () => boolean,
): Promise<Run> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  const run: Run = { chore: name, startedAt, durationMs: 0, done: 0, more: false };
  try {
    do {
      const answer = await requests.ask(command, { limit: BATCH });
      run.done += answer.done;
      // Nothing done and yet more to do is something the owner has to wait for itself: asking at once would be a circle.
      run.more = answer.more && answer.done > 0;
    } while (run.more && !isStopping() && elapsedMs() < RUN_MS_MAX);
  } catch (error) {
    run.error = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH_MAX);
  }
  return { ...run, durationMs: Math.round(elapsedMs()) };
}
