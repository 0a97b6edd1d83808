/** Lets a call through at most once per interval; for log lines of a fault that repeats until somebody mends it. */
export function throttled<A extends unknown[]>(intervalMs: number, call: (...args: A) => void): (...args: A) => void {
  let quietUntilMs = 0;
  return (...args) => {
    // Monotonic on purpose: a clock set back must not silence a fault for hours.
    const nowMs = performance.now();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + intervalMs;
    call(...args);
  };
}
