import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** W3C traceparent of the work in hand; a new one where none is. */
export function currentTraceparent(): string {
  return storage.getStore() ?? newTraceparent();
}

/** Runs `work` as part of the given trace, so that what it publishes carries it on. */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  return storage.run(isTraceparent(traceparent) ? traceparent : newTraceparent(), work);
}

function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

function isTraceparent(value: string | undefined): value is string {
  return value !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value);
}
