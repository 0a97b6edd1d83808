import type { Claimed } from '../store/claim-sends.js';
import type { Slots } from '../store/rate-slots.js';
import type { Transition } from './after-call.js';
import { release, type Prepared } from './call-graph.js';
import { batchSize } from './pace.js';

/** A slot met later than this is lost: used late, two of them could fall into one second of Meta's with 79 others. */
const SLOT_LATE_MS_MAX = 15;
const LEAD_MS_MAX = 250;

export interface LaneWork {
  claim(limit: number): Promise<Claimed[]>;
  prepare(claimed: Claimed): Promise<Prepared>;
  /** Slots that begin `leadMs` from now at the soonest. */
  reserve(count: number, leadMs: number): Promise<Slots>;
  call(ready: Extract<Prepared, { outcome: 'ready' }>): Promise<Transition>;
  settle(claimed: Claimed, transition: Transition): Promise<void>;
  onError(error: unknown): void;
}

type Ready = Extract<Prepared, { outcome: 'ready' }>;

/**
 * The sends of one number through this process. Claims a little ahead of the pace and writes each in a slot of its own.
 * A file whose link takes time does not hold up what was claimed with it.
 */
export class NumberLane {
  private readonly ready: Ready[] = [];
  private readonly running = new Set<Promise<void>>();
  private preparing = 0;
  private calling = 0;
  private claiming: Promise<void> | undefined;
  private pacing: Promise<void> | undefined;
  private reserving: Promise<void> | undefined;
  private slotsMs: number[] = [];
  /** How long a reservation took lately: on a busy machine a slot that begins at once would always be met late. */
  private leadMs = 0;
  private wanted = false;
  private stopping = false;
  private pacePerSecond: number;

  constructor(
    private readonly work: LaneWork,
    options: { pacePerSecond: number },
  ) {
    this.pacePerSecond = options.pacePerSecond;
  }

  /** There may be something to send. */
  wake(): void {
    this.wanted = true;
    this.continueClaiming();
  }

  /** Gives back what is not written yet, waits for the calls under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.claiming;
    await this.pacing;
    for (const { claimed } of this.ready.splice(0)) this.run(this.work.settle(claimed, release));
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private continueClaiming(): void {
    if (!this.mayClaim() || this.claiming) return;
    this.claiming = this.claimMore().finally(() => {
      this.claiming = undefined;
      // Somebody may have asked in the moment between the last look and this one.
      this.continueClaiming();
    });
  }

  private async claimMore(): Promise<void> {
    try {
      while (this.mayClaim()) {
        this.wanted = false;
        const claimed = await this.work.claim(batchSize(this.pacePerSecond));
        if (claimed.length > 0) this.wanted = true;
        for (const one of claimed) this.run(this.prepare(one));
      }
    } catch (error) {
      this.wanted = false;
      this.work.onError(error);
    }
  }

  /** Half a batch in hand is enough; more would only wait here instead of where another replica can take it. */
  private mayClaim(): boolean {
    const inHand = this.preparing + this.ready.length;
    const hasRoom = inHand <= batchSize(this.pacePerSecond) / 2 && this.calling < this.callsMax();
    return this.wanted && !this.stopping && hasRoom;
  }

  /** Two seconds' worth: a Meta that takes 20 s for an answer must not fill the memory, nor stop other numbers. */
  private callsMax(): number {
    return Math.max(20, Math.ceil(this.pacePerSecond * 2));
  }

  private async prepare(claimed: Claimed): Promise<void> {
    this.preparing += 1;
    let prepared: Prepared;
    try {
      prepared = await this.work.prepare(claimed);
    } finally {
      this.preparing -= 1;
    }
    if (prepared.outcome === 'settled') await this.work.settle(claimed, prepared.transition);
    else if (this.stopping) await this.work.settle(claimed, release);
    else {
      this.ready.push(prepared);
      this.pacing ??= this.pace();
    }
    this.continueClaiming();
  }

  private async pace(): Promise<void> {
    try {
      // One turn, so that what was claimed together shares a reservation.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.ready.length > 0 && !this.stopping) {
        if (this.slotsMs.length === 0) await this.reserveMore();
        // Before the last one is used, or the time that it takes would be lost to the pace.
        else if (this.slotsMs.length <= batchSize(this.pacePerSecond) / 2) this.reserveMore().catch(() => undefined);
        await this.useNextSlot();
      }
    } catch (error) {
      this.work.onError(error);
      for (const { claimed } of this.ready.splice(0)) this.run(this.work.settle(claimed, release));
    } finally {
      this.pacing = undefined;
      this.slotsMs = [];
    }
  }

  private async useNextSlot(): Promise<void> {
    const startMs = this.slotsMs.shift();
    if (startMs === undefined) return;
    await sleepUntil(startMs);
    if (this.stopping || performance.now() - startMs > SLOT_LATE_MS_MAX) return;
    const next = this.ready.shift();
    if (!next) return;
    this.run(this.call(next));
    this.continueClaiming();
  }

  /** As many slots as there are sends without one; never two reservations at once, so that they stay in order. */
  private reserveMore(): Promise<void> {
    const count = Math.min(this.ready.length - this.slotsMs.length, batchSize(this.pacePerSecond));
    if (count <= 0) return Promise.resolve();
    const askedAtMs = performance.now();
    this.reserving ??= this.work
      .reserve(count, this.leadMs)
      .then(({ startsMs, pacePerSecond }) => {
        const tookMs = performance.now() - askedAtMs;
        this.leadMs = Math.min(LEAD_MS_MAX, Math.max(tookMs, this.leadMs * 0.8));
        this.slotsMs.push(...startsMs);
        this.pacePerSecond = pacePerSecond;
      })
      .finally(() => (this.reserving = undefined));
    return this.reserving;
  }

  private async call(ready: Ready): Promise<void> {
    this.calling += 1;
    try {
      await this.work.settle(ready.claimed, await this.work.call(ready));
    } finally {
      this.calling -= 1;
      this.continueClaiming();
    }
  }

  private run(task: Promise<void>): void {
    const tracked = task
      .catch((error: unknown) => this.work.onError(error))
      .finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}

async function sleepUntil(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(waitMs)));
}
