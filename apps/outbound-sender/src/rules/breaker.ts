/** So few, because each call that Meta takes and does not answer leaves a person to decide about it. */
const FAILURES_MAX = 5;
const PROBE_MS = 5_000;

/**
 * Stops a number's calls when Meta does not answer them: after five in a row without a word of Graph's, one call each
 * five seconds sees whether it does again. A refusal in Graph's own words is an answer.
 */
export class Breaker {
  private failures = 0;
  private probeAtMs = 0;

  get isOpen(): boolean {
    return this.failures >= FAILURES_MAX;
  }

  /** How many of so many calls may be begun now. */
  admits(calls: number, nowMs = performance.now()): number {
    if (!this.isOpen) return calls;
    if (nowMs < this.probeAtMs) return 0;
    this.probeAtMs = nowMs + PROBE_MS;
    return Math.min(1, calls);
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
