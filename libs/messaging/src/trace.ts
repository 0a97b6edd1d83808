import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** W3C traceparent of the work in hand; a new one where none is. */
export function currentTraceparent(): string {
  return storage.getStore() ?? newTraceparent();
}

/** Runs `work` as part of the given trace, so that what it publishes carries it on. */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  return storage.run(isTraceparent(traceparent) ? traceparent : newTraceparent(), work);
}

// From UUIDs, which Node has in store, while each call for random bytes goes to the kernel.
function newTraceparent(): string {
  const [trace, span] = [randomUUID(), randomUUID()].map((id) => id.replaceAll('-', ''));
  return `00-${trace}-${span?.slice(16)}-01`;
}

function isTraceparent(value: string | undefined): value is string {
  return value !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value);
}
