import { Problem } from './problem.js';

const UNCONFIRMED_MS_MAX = 30_000;

/** Throws 503 while this copy of the configuration may be so old that somebody is still in it who may not call any more. */
export function assertConfirmed(view: { unconfirmedForMs(): number }): void {
  if (view.unconfirmedForMs() <= UNCONFIRMED_MS_MAX) return;
  const detail = 'Keys and people cannot be checked because NATS is away. Try again shortly.';
  throw new Problem('AUTH_UNAVAILABLE', detail, {}, { 'retry-after': '5' });
}
