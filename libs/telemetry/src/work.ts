import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What this process does at the moment and for whom: log lines name it, and what is published carries it on. */
export interface Work {
  traceparent: string;
  requestId?: string | undefined;
}

const storage = new AsyncLocalStorage<Work>();

/** Undefined outside of any request and event. */
export function currentWork(): Work | undefined {
  return storage.getStore();
}

/** W3C traceparent of the work in hand; a new one where none is. */
export function currentTraceparent(): string {
  return storage.getStore()?.traceparent ?? newTraceparent();
}

/** Runs `work` as part of the given trace, or of a new one. */
export function withTrace<T>(traceparent: string | undefined, work: () => T, requestId?: string): T {
  return storage.run({ traceparent: validTraceparent(traceparent) ?? newTraceparent(), requestId }, work);
}

// From UUIDs, which Node has in store, while each call for random bytes goes to the kernel.
export function newTraceparent(): string {
  const [trace, span] = [randomUUID(), randomUUID()].map((id) => id.replaceAll('-', ''));
  return `00-${trace}-${span?.slice(16)}-01`;
}

/** Itself, if it is one. https://www.w3.org/TR/trace-context/#traceparent-header */
export function validTraceparent(value: unknown): string | undefined {
  const isOne = typeof value === 'string' && /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(value);
  return isOne ? value : undefined;
}

export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
