import { setTimeout as delay } from 'node:timers/promises';

/** Returns when the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not after 15 s: ${what}`);
    await delay(20);
  }
}
