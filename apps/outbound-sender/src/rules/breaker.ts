import { classifyNotSent, type GraphOutcome, type SendOutcome } from '@wabx/whatsapp';

/** So few, because each call that Meta takes and does not answer leaves a person to decide about it. */
const FAILURES_MAX = 5;
export const PROBE_MS = 5_000;

/**
 * Stops a number's calls while Meta is away: after five in a row without an answer that says anything about the message.
 * Each five seconds somebody may ask whether Meta answers again, by a call that harms nobody.
 */
export class Breaker {
  private failures = 0;
  private probeAtMs = 0;

  get isOpen(): boolean {
    return this.failures >= FAILURES_MAX;
  }

  /** True once each five seconds while calls are stopped. */
  mayProbe(nowMs = performance.now()): boolean {
    if (!this.isOpen || nowMs < this.probeAtMs) return false;
    this.probeAtMs = nowMs + PROBE_MS;
    return true;
  }

  /** What became of a call; true when the calls stop with it. */
  note({ isAnswered }: { isAnswered: boolean }, nowMs = performance.now()): boolean {
    if (isAnswered) {
      this.failures = 0;
      return false;
    }
    this.failures += 1;
    this.probeAtMs = nowMs + PROBE_MS;
    return this.failures === FAILURES_MAX;
  }
}

/** Whether Graph works: a refusal for a reason of its own is an answer, trouble on its side or on the way is none. */
export function isAnswered(outcome: SendOutcome | GraphOutcome<unknown>): boolean {
  switch (outcome.outcome) {
    case 'ok':
    case 'accepted':
      return true;
    case 'unknown':
      return false;
    case 'not-sent':
      return classifyNotSent(outcome.cause).action === 'give-up';
    case 'rejected': {
      const { policy, httpStatus } = outcome;
      return !(policy.class === 'temporary' || (httpStatus >= 500 && policy.action.startsWith('retry')));
    }
  }
}
