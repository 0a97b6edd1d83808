/** Where a pace takes its time from; tests pass a virtual one. Milliseconds of a monotonic clock. */
export interface Clock {
  now(): number;
  sleepUntil(atMs: number): Promise<void>;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  sleepUntil: (atMs) => new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.ceil(atMs - performance.now())))),
};

/** The permission to write one call: asked directly before the write, which follows at once after `true`. */
export type Slot = () => boolean;

/** A slot is granted so long after its scheduled moment at most: what a busy machine is late with is caught up with. */
const CATCH_UP_MS = 80;
/** A slot is used so long after its scheduled moment at most: a connection that takes longer gets another one. */
const LATE_MS_MAX = 100;
/**
 * The window in which no more than the limit is written. It is longer than a second by what the network may press
 * together: 79 within 1,050 ms are 75 a second, 998 are 950 a second.
 */
const WINDOW_MS = 1_050;
/** Answers leave at this rate however much comes in: Meta counts both directions, and customers must not silence agents. */
const FLOOR_PER_SECOND = 20;

/** Calls per second that never pass the limit in any second, measured where they arrive: 75 for 80, 950 for 1,000. */
export function pacedLimit(limitPerSecond: number): number {
  return limitPerSecond - Math.max(limitPerSecond * 0.05, Math.min(5, limitPerSecond * 0.1));
}

/** What is left of the limit beside the messages that come in, and while Meta's complaint about the rate is fresh. */
export function currentPace(
  limitPerSecond: number,
  { inboundPerSecond, slowedTo }: { inboundPerSecond: number; slowedTo: number },
): number {
  const paced = pacedLimit(limitPerSecond);
  return Math.min(paced * slowedTo, Math.max(Math.min(FLOOR_PER_SECOND, paced), limitPerSecond - inboundPerSecond));
}

/**
 * Spaces the calls of one number: a schedule (GCRA) says when the next one is due, and a sliding window over the writes
 * themselves keeps the limit, however late they are. Only the number's leader has one, so nothing is shared.
 */
export class Pace {
  private nextMs: number;
  /** When the last calls were written, the oldest first. */
  private readonly writes: number[] = [];
  private waiting: ((slot: Slot | undefined) => void)[] = [];
  private isRunning = false;

  /**
   * The leader before may have written until now, and may have been late like this one. So the first slot leaves the number
   * empty for twice that and one interval: the writes of both together then keep the window too.
   */
  constructor(
    public perSecond: number,
    private readonly clock: Clock = monotonicClock,
  ) {
    this.nextMs = clock.now() + 2 * LATE_MS_MAX + 1000 / perSecond;
  }

  /** The next slot that nobody else has, in the order of asking; undefined when the callers are sent away. */
  next(): Promise<Slot | undefined> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      void this.run();
    });
  }

  sendAway(): void {
    for (const resolve of this.waiting.splice(0)) resolve(undefined);
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.waiting.length > 0) {
      const nowMs = this.clock.now();
      const atMs = Math.max(this.nextMs, nowMs - CATCH_UP_MS);
      if (atMs > nowMs) {
        await this.clock.sleepUntil(atMs);
        continue;
      }
      this.nextMs = atMs + 1000 / this.perSecond;
      this.waiting.shift()?.(() => this.use(atMs));
    }
    this.isRunning = false;
  }

  private use(scheduledMs: number): boolean {
    const nowMs = this.clock.now();
    const most = Math.ceil((this.perSecond * WINDOW_MS) / 1000);
    while (this.writes[0] !== undefined && nowMs - this.writes[0] >= WINDOW_MS) this.writes.shift();
    if (nowMs > scheduledMs + LATE_MS_MAX || this.writes.length >= most) return false;
    this.writes.push(nowMs);
    return true;
  }
}
