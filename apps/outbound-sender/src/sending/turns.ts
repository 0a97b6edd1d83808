import type { Turn } from '@wabx/whatsapp';
import type { Slots } from '../store/rate-slots.js';
import { reservationSize } from './pace.js';

/**
 * A slot met later than this is lost: used late, two of them could fall into one second of Meta's with 79 others. At 75/s
 * a second holds 80 when the first is late by 53 ms; about half of that is left to the network.
 */
const SLOT_LATE_MS_MAX = 25;
const LEAD_MS_MAX = 250;
const CALM_MS_MAX = 50;

export interface TurnsWork {
  /** Slots that begin `leadMs` from now at the soonest. */
  reserve(count: number, leadMs: number): Promise<Slots>;
  onError(error: unknown): void;
}

interface Waiting {
  turn: CallTurn;
  resolve(mayWrite: boolean): void;
}

/** What a call waits with. `start` commits that it is going to be written and says until when it may be. */
export class CallTurn implements Turn {
  /** Somebody has asked for it: the connection stands. */
  wasAwaited = false;
  slotMs = 0;
  writeBeforeMs: number | undefined;

  constructor(
    private readonly turns: Turns,
    readonly start: () => Promise<number | undefined>,
  ) {}

  comes(): Promise<boolean> {
    this.wasAwaited = true;
    if (this.writeBeforeMs !== undefined && performance.now() >= this.writeBeforeMs) return Promise.resolve(false);
    return this.turns.next(this);
  }

  isNow(): boolean {
    const nowMs = performance.now();
    return nowMs - this.slotMs <= SLOT_LATE_MS_MAX && nowMs < (this.writeBeforeMs ?? 0);
  }
}

/**
 * The slots of one number, handed to calls that have their connection in hand. A call is started, which takes a commit,
 * only just before its slot: what is started and not written when a process dies is what nobody knows of.
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private slotsMs: number[] = [];
  private pacing: Promise<void> | undefined;
  private reserving: Promise<void> | undefined;
  private readonly reserveTook = new Lately();
  private readonly startTook = new Lately();
  /** How long the last reservation had to wait for others of this number. */
  private rateWaitMs = Infinity;
  private isStartingEarly = false;
  private stopping = false;

  constructor(
    private readonly work: TurnsWork,
    /** As the last reservation found it. */
    public pacePerSecond: number,
  ) {}

  /** Whoever waits now or later is told that there is no turn. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.sendAway();
    await this.pacing;
  }

  async next(turn: CallTurn): Promise<boolean> {
    // Where nobody waits for the rate the call is started first: its slot begins at once then. One at a time, because what
    // is started and not written when a process dies is what nobody knows of.
    if (this.isCalm() && turn.writeBeforeMs === undefined) {
      this.isStartingEarly = true;
      const hasStarted = await this.hasStarted(turn);
      this.isStartingEarly = false;
      if (!hasStarted) return false;
    }
    if (this.stopping) return false;
    return await new Promise((resolve) => {
      // What is started already goes first: it must be written soon, or not at all.
      if (turn.writeBeforeMs === undefined) this.waiting.push({ turn, resolve });
      else this.waiting.unshift({ turn, resolve });
      this.pacing ??= this.pace();
    });
  }

  /** A call that ended without its turn gives up its place. */
  leave(turn: CallTurn): void {
    const at = this.waiting.findIndex((waiting) => waiting.turn === turn);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  private async pace(): Promise<void> {
    try {
      // One turn of the loop, so that what was claimed together shares a reservation.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.waiting.length > 0 && !this.stopping) {
        if (this.slotsMs.length === 0) await this.reserveMore();
        // Before the last one is used, or the time that it takes would be lost to the pace.
        else if (this.slotsMs.length <= reservationSize(this.pacePerSecond) / 2)
          this.reserveMore().catch(() => undefined);
        await this.useNextSlot();
      }
    } catch (error) {
      this.work.onError(error);
      this.sendAway();
    } finally {
      this.pacing = undefined;
      this.slotsMs = [];
    }
  }

  private async useNextSlot(): Promise<void> {
    const slotMs = this.slotsMs[0];
    if (slotMs === undefined) return;
    await sleepUntil(slotMs - this.startTook.ms);
    this.slotsMs.shift();
    if (performance.now() - slotMs > SLOT_LATE_MS_MAX) return;
    const next = this.waiting.shift();
    if (next) void this.give(next, slotMs);
  }

  private async give({ turn, resolve }: Waiting, slotMs: number): Promise<void> {
    if (turn.writeBeforeMs === undefined && !(await this.hasStarted(turn))) return resolve(false);
    await sleepUntil(slotMs);
    turn.slotMs = slotMs;
    resolve(true);
  }

  private async hasStarted(turn: CallTurn): Promise<boolean> {
    try {
      turn.writeBeforeMs = await this.startTook.measure(turn.start());
    } catch (error) {
      this.work.onError(error);
    }
    return turn.writeBeforeMs !== undefined;
  }

  /** Nobody waits here, and the last reservation began as soon as it was asked to. */
  private isCalm(): boolean {
    const isAlone = this.waiting.length === 0 && this.slotsMs.length === 0 && !this.isStartingEarly;
    return isAlone && this.rateWaitMs < CALM_MS_MAX && !this.stopping;
  }

  /** As many slots as there are calls without one; never two reservations at once, so that they stay in order. */
  private reserveMore(): Promise<void> {
    const count = Math.min(this.waiting.length - this.slotsMs.length, reservationSize(this.pacePerSecond));
    if (count <= 0) return Promise.resolve();
    const isStarted = this.waiting.every(({ turn }) => turn.writeBeforeMs !== undefined);
    const leadMs = Math.min(LEAD_MS_MAX, this.reserveTook.ms + (isStarted ? 0 : this.startTook.ms));
    const askedAtMs = performance.now();
    this.reserving ??= this.reserveTook
      .measure(this.work.reserve(count, leadMs))
      .then(({ startsMs, pacePerSecond }) => {
        this.slotsMs.push(...startsMs);
        this.rateWaitMs = (startsMs[0] ?? 0) - askedAtMs - leadMs;
        this.pacePerSecond = pacePerSecond;
      })
      .finally(() => (this.reserving = undefined));
    return this.reserving;
  }

  private sendAway(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve(false);
  }
}

/**
 * How long something takes lately: its mean and twice its mean deviation, as TCP reckons the time of an answer. One that
 * took very long does not make those after it wait.
 */
class Lately {
  private meanMs: number | undefined;
  private deviationMs = 0;

  get ms(): number {
    return Math.min(LEAD_MS_MAX, (this.meanMs ?? 0) + 2 * this.deviationMs);
  }

  async measure<T>(work: Promise<T>): Promise<T> {
    const beganMs = performance.now();
    const done = await work;
    const tookMs = performance.now() - beganMs;
    this.meanMs ??= tookMs;
    this.deviationMs += (Math.abs(tookMs - this.meanMs) - this.deviationMs) / 4;
    this.meanMs += (tookMs - this.meanMs) / 8;
    return done;
  }
}

async function sleepUntil(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(waitMs)));
}
