import type { Turn } from '@wabx/whatsapp';
import type { Slot, Slots, SlotsWanted, SlotUse } from '../store/rate-slots.js';
import { permittedAhead, startedAhead } from './pace.js';

const LEAD_MS_MAX = 250;
const LATELY = 20;
/** An answer that comes later shows nothing: for no limit is `wayMs` longer. */
const ANSWER_MS_MAX = 100;

export interface TurnsWork {
  /** Slots that begin `leadMs` from now at the soonest. */
  reserve(wanted: Omit<SlotsWanted, 'phoneNumberId' | 'limitPerSecond'>): Promise<Slots>;
  onError(error: unknown): void;
}

/** What is committed of a call that is going to be written. */
export interface StartedCall {
  /** `performance.now()` after which it must not be written any more. */
  writeBeforeMs: number;
  permit: Permit;
}

/** Nothing is written before it is committed that it may be, with all that this process started before it. */
export interface Permit {
  readonly isGiven: boolean;
  /** With the next start, if there is one soon. */
  want(): void;
  /** False when it will never be given. */
  ask(): Promise<boolean>;
}

interface Waiting {
  turn: CallTurn;
  resolve(mayWrite: boolean): void;
}

/**
 * What a call waits with. `start` commits that it is going to be written, with `permits` also that it may be; undefined when
 * it must not be.
 */
export class CallTurn implements Turn {
  /** Somebody has asked for it: the connection stands. */
  wasAwaited = false;
  slot: Slot | undefined;
  started: StartedCall | undefined;

  constructor(
    private readonly turns: Turns,
    readonly start: (how: { permits: boolean }) => Promise<StartedCall | undefined>,
  ) {}

  comes(): Promise<boolean> {
    this.wasAwaited = true;
    if (this.started && performance.now() >= this.started.writeBeforeMs) return Promise.resolve(false);
    return this.turns.next(this);
  }

  isNow(): boolean {
    if (!this.slot) return false;
    if (isInTime(this.slot) && performance.now() < (this.started?.writeBeforeMs ?? 0)) {
      this.turns.noteUse(this.slot);
      return true;
    }
    this.turns.giveBack(this.slot);
    this.slot = undefined;
    return false;
  }
}

/**
 * The slots of one number, handed to calls that have their connection in hand. A few calls are started ahead, because that
 * takes a commit, and the next slot goes to whichever is ready first. What is started may be written when that is permitted,
 * which is a smaller commit: of few at a time, because what is permitted and not written when a process dies is what nobody
 * knows of.
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private starting = 0;
  /** Started; each waits for a slot. */
  private readonly ready: Waiting[] = [];
  private readonly slots: Slot[] = [];
  /** What became of slots; told with the next reservation. */
  private readonly unused: Slot[] = [];
  private readonly used: SlotUse[] = [];
  /** In which something was written that has no answer yet, and when. */
  private readonly unanswered = new Map<Slot, number>();
  private pacing: Promise<void> | undefined;
  private reserving: Promise<void> | undefined;
  private permitting: Promise<void> | undefined;
  private readonly reserveTook = new Lately();
  private onReady: () => void = () => {};
  /** How many are started ahead: as few as the rate can do with. */
  private ahead: number;
  private stopping = false;
  /** A start under way sees by it that it was sent away: it ends only when its commit has. */
  private timesSentAway = 0;
  /** As the last reservation, or whoever has looked since, found it: another replica keeps the pace alone. */
  isLed = false;

  constructor(
    private readonly work: TurnsWork,
    /** As the last reservation found it. */
    public pacePerSecond: number,
  ) {
    this.ahead = startedAhead.first(pacePerSecond);
  }

  /** Whoever waits now or later is told that there is no turn. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.sendAway();
    await this.pacing;
  }

  next(turn: CallTurn): Promise<boolean> {
    if (this.stopping) return Promise.resolve(false);
    return new Promise((resolve) => {
      // What is started already goes first: it must be written soon, or not at all.
      if (!turn.started) this.waiting.push({ turn, resolve });
      else this.ready.unshift({ turn, resolve });
      this.go();
    });
  }

  /** A slot that is not used: somebody else may have another for it. */
  giveBack(slot: Slot): void {
    this.unused.push(slot);
  }

  /** A slot in which something is written now. */
  noteUse(slot: Slot): void {
    this.unanswered.set(slot, performance.now());
  }

  /** What was written in it has its answer. */
  noteAnswer(slot: Slot): void {
    const writtenMs = this.unanswered.get(slot);
    if (writtenMs === undefined) return;
    this.unanswered.delete(slot);
    this.used.push({ slot, writtenMs, answeredMs: performance.now() });
  }

  /** Whoever waits now, or is being started, is told that there is no turn. */
  sendAway(): void {
    this.timesSentAway += 1;
    for (const { resolve } of [...this.waiting.splice(0), ...this.ready.splice(0)]) resolve(false);
  }

  /** A call that ended without its turn gives up its place. */
  leave(turn: CallTurn): void {
    for (const queue of [this.waiting, this.ready]) {
      const at = queue.findIndex((waiting) => waiting.turn === turn);
      if (at >= 0) queue.splice(at, 1);
    }
  }

  private go(): void {
    while (this.started < this.ahead) {
      const next = this.waiting.shift();
      if (!next) break;
      void this.start(next);
    }
    if (this.started > 0 && !this.stopping) this.pacing ??= this.pace();
  }

  private get started(): number {
    return this.starting + this.ready.length;
  }

  private async start(waiting: Waiting): Promise<void> {
    const { timesSentAway } = this;
    this.starting += 1;
    this.permitOf(this.permittedAhead)?.want();
    try {
      const permits = this.started <= this.permittedAhead;
      waiting.turn.started = await waiting.turn.start({ permits });
    } catch (error) {
      this.work.onError(error);
    }
    this.starting -= 1;
    const isSentAway = timesSentAway < this.timesSentAway;
    if (!waiting.turn.started || isSentAway) waiting.resolve(false);
    else this.ready.push(waiting);
    this.onReady();
    this.go();
  }

  private async pace(): Promise<void> {
    try {
      // One turn of the loop, so that what was claimed together shares a reservation.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.started > 0 && !this.stopping) {
        if (this.slots.length === 0) await this.reserveMore();
        // Before the last one is used, or the time that it takes would be lost to the pace.
        else if (this.isLastSlotNear()) this.reserveMore().catch(() => undefined);
        this.permitMore();
        await this.useSlots();
      }
    } catch (error) {
      this.work.onError(error);
      this.sendAway();
    } finally {
      this.pacing = undefined;
      this.unused.push(...this.slots.splice(0));
    }
  }

  /** Waits for the next slot, and hands out all that have begun. */
  private async useSlots(): Promise<void> {
    const [first] = this.slots;
    if (!first) return;
    await sleepUntil(first.startMs);
    while (!this.mayWriteNext && this.started > 0 && isInTime(first)) {
      this.permitMore();
      await this.untilReady(first);
      await sleepUntil(0);
    }
    for (let slot = this.slots[0]; slot && slot.startMs <= performance.now(); slot = this.slots[0]) {
      const next = isInTime(slot) && this.mayWriteNext ? this.ready.shift() : undefined;
      if (!next && this.started > 0 && isInTime(slot)) break;
      this.slots.shift();
      if (next) {
        next.turn.slot = slot;
        next.resolve(true);
      } else this.giveBack(slot);
    }
    this.go();
  }

  /** A call is ready, or it is too late for this slot. */
  private async untilReady(slot: Slot): Promise<void> {
    const tooLate = sleepUntil(slot.endMs + 1);
    await Promise.race([tooLate, new Promise<void>((resolve) => (this.onReady = resolve))]);
  }

  private get mayWriteNext(): boolean {
    return this.ready[0]?.turn.started?.permit.isGiven ?? false;
  }

  /** Asks for permits when a quarter of those that there should be is used up: three quarters must do until they come. */
  private permitMore(): void {
    const next = this.permitOf(Math.ceil(this.permittedAhead * 0.75));
    if (this.permitting || !next || next.isGiven) return;
    this.permitOf(this.permittedAhead)?.want();
    this.permitting = next
      .ask()
      .then((isGiven) => {
        if (!isGiven) this.sendAway();
      })
      .catch((error: unknown) => {
        this.work.onError(error);
        this.sendAway();
      })
      .finally(() => {
        this.permitting = undefined;
        this.onReady();
      });
  }

  /** Of the call at this place in the line, or the last one. */
  private permitOf(place: number): Permit | undefined {
    return this.ready[Math.min(place, this.ready.length) - 1]?.turn.started?.permit;
  }

  /** So many of those that wait for their slot have a permit. */
  private get permittedAhead(): number {
    return permittedAhead(this.pacePerSecond, this.reserveTook.quickestMs);
  }

  private isLastSlotNear(): boolean {
    const startMs = this.slots.at(-1)?.startMs ?? 0;
    return startMs - performance.now() < 2 * this.reserveTook.ms;
  }

  /** As many slots as there are calls without one; never two reservations at once, so that they stay in order. */
  private reserveMore(): Promise<void> {
    const count = this.started - this.slots.length;
    if (count <= 0) return Promise.resolve();
    const leadMs = this.reserveTook.ms;
    this.reserving ??= this.reserveTook
      .measure(this.work.reserve({ count, leadMs, unused: this.unused.splice(0), used: this.takeUsed() }))
      .then(({ slots, pacePerSecond, isLed }) => {
        this.slots.push(...slots);
        this.pacePerSecond = pacePerSecond;
        this.isLed = isLed;
        this.adapt(slots, leadMs);
      })
      .finally(() => (this.reserving = undefined));
    return this.reserving;
  }

  /** What can be told of: with its answer, or when that would show nothing any more. */
  private takeUsed(): SlotUse[] {
    const nowMs = performance.now();
    for (const [slot, writtenMs] of this.unanswered) {
      if (nowMs - writtenMs < ANSWER_MS_MAX) break;
      this.unanswered.delete(slot);
      this.used.push({ slot, writtenMs });
    }
    return this.used.splice(0);
  }

  /** A slot that begins as soon as it could says that there are more to be had, one that begins later that there are not. */
  private adapt([first]: readonly Slot[], leadMs: number): void {
    if (!first || this.waiting.length === 0) return;
    const isPaced = first.startMs - performance.now() > leadMs;
    // Up by half, or it would be seconds until a thousand a second leave; down by less, or slots are lost again at once.
    const wanted = this.ahead + (isPaced ? -Math.ceil(this.ahead / 8) : Math.ceil(this.ahead / 2));
    this.ahead = Math.max(startedAhead.min, Math.min(startedAhead.max(this.pacePerSecond), wanted));
    this.go();
  }
}

/** How long something takes lately, but for the slowest quarter: one that took long does not make all wait. */
class Lately {
  ms = 0;
  quickestMs = 0;
  private readonly tookMs: number[] = [];

  async measure<T>(work: Promise<T>): Promise<T> {
    const beganMs = performance.now();
    const done = await work;
    this.tookMs.push(performance.now() - beganMs);
    if (this.tookMs.length > LATELY) this.tookMs.shift();
    const sorted = [...this.tookMs].sort((one, other) => one - other);
    this.quickestMs = sorted[0] ?? 0;
    this.ms = Math.min(LEAD_MS_MAX, sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0);
    return done;
  }
}

function isInTime({ endMs }: Slot): boolean {
  return performance.now() <= endMs;
}

/** Through a timer in any case: behind it nothing that has come is unread. */
async function sleepUntil(atMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.ceil(atMs - performance.now()))));
}
