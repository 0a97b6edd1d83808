import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `probe` returns something other than undefined or false; throws with the last thing seen. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const result = await probe();
      if (result !== undefined && result !== false) return result;
      last = result;
    } catch (error) {
      last = error;
    }
    await delay(20);
  } while (performance.now() < deadline);
  throw new Error(
    `${what}: not within ${timeoutMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}
