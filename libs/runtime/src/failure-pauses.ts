const WINDOW_MS = 60_000;
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;
/** The oldest are forgotten first: made-up addresses and keys cost no memory beyond this. */
const TRACKED_MAX = 10_000;

interface Failures {
  count: number;
  lastAt: number;
  pauseMs: number;
  pausedUntil: number;
}

/** Counts failures by who they are of: beyond a free number each has a pause that doubles, and ends after a quiet minute. */
export class FailurePauses {
  private readonly tracked = new Map<string, Failures>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.tracked.size;
  }

  /** Counts one failure. Answers for how many seconds this one should wait; 0 while there are free attempts. */
  secondsAfter(who: string, free: number): number {
    // Whole: a fraction of a millisecond would round a pause of one second up to two.
    const now = Math.floor(this.now());
    const known = this.tracked.get(who);
    const isOver = known === undefined || now - Math.max(known.lastAt, known.pausedUntil) > WINDOW_MS;
    const failures = isOver ? { count: 0, lastAt: now, pauseMs: 0, pausedUntil: 0 } : known;
    failures.count += 1;
    failures.lastAt = now;
    // What comes during a pause does not prolong it: a client that waits as told finds it over.
    if (failures.count > free && now >= failures.pausedUntil) {
      failures.pauseMs = Math.min(PAUSE_MS_MAX, failures.pauseMs * 2 || PAUSE_MS_MIN);
      failures.pausedUntil = now + failures.pauseMs;
    }
    this.keep(who, failures);
    return Math.ceil(Math.max(0, failures.pausedUntil - now) / 1000);
  }

  /** As the newest; a Map keeps the order of insertion. */
  private keep(who: string, failures: Failures): void {
    this.tracked.delete(who);
    this.tracked.set(who, failures);
    const [oldest] = this.tracked.keys();
    if (this.tracked.size > TRACKED_MAX && oldest !== undefined) this.tracked.delete(oldest);
  }
}
