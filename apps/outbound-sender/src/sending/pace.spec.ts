import { describe, expect, it } from '@jest/globals';
import { fullestWindow } from '@wabx/testing';
import fc from 'fast-check';
import { currentPace, Pace, pacedLimit, type Clock } from './pace.js';

/** Time moves only from one timer to the next; each timer is late by what the test says. */
class VirtualClock implements Clock {
  private nowMs = 1_000;
  private sleepers: { atMs: number; wake: () => void }[] = [];

  constructor(private readonly lateMs: () => number = () => 0) {}

  now(): number {
    return this.nowMs;
  }

  sleepUntil(atMs: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ atMs: atMs + this.lateMs(), wake }));
  }

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await settled();
      this.sleepers.sort((one, other) => one.atMs - other.atMs);
      if ((this.sleepers[0]?.atMs ?? Infinity) > endMs) break;
      const next = this.sleepers.shift();
      this.nowMs = Math.max(this.nowMs, next?.atMs ?? 0);
      next?.wake();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** Writes as often as the pace lets it, each some time after its slot; answers when something was written. */
async function writeUntil(endMs: number, pace: Pace, clock: VirtualClock, writeDelayMs: () => number) {
  const writes: number[] = [];
  let isOver = false;
  const callers = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const slot = await pace.next();
      if (!slot) return;
      const delayMs = writeDelayMs();
      if (delayMs > 0) await clock.sleepUntil(clock.now() + delayMs);
      if (slot()) writes.push(clock.now());
    }
  });
  await clock.runUntil(endMs);
  isOver = true;
  pace.sendAway();
  // Longer than anything is late.
  await clock.runUntil(endMs + 1_000);
  await Promise.all(callers);
  return writes;
}

describe('pace', () => {
  it.each([
    [80, 75],
    [1000, 950],
    [20, 18],
    [250, 237.5],
  ])('a limit of %i/s is paced at %d', (limit, paced) => {
    expect(pacedLimit(limit)).toBe(paced);
  });

  it.each([
    [0, 1, 75],
    [4, 1, 75],
    [20, 1, 60],
    // However much comes in, answers leave.
    [79, 1, 20],
    [500, 1, 20],
    [0, 0.7, 52.5],
    [70, 0.1, 7.5],
  ])('with %i/s coming in and slowed to %d it is %d', (inboundPerSecond, slowedTo, expected) => {
    expect(currentPace(80, { inboundPerSecond, slowedTo })).toBeCloseTo(expected);
  });

  it('is kept to the slot when nothing is late', async () => {
    const clock = new VirtualClock();
    const writes = await writeUntil(61_000, new Pace(75, clock), clock, () => 0);
    expect(writes.length).toBeGreaterThanOrEqual(75 * 59.7);
    expect(writes.length).toBeLessThanOrEqual(75 * 60);
  });

  it('is kept with timers that are some milliseconds late', async () => {
    const clock = new VirtualClock(() => 3);
    const writes = await writeUntil(61_000, new Pace(75, clock), clock, () => 2);
    expect(writes.length).toBeGreaterThanOrEqual(75 * 59.7);
  });

  it('makes up for what a busy machine was late with', async () => {
    let at = 0;
    const clock = new VirtualClock(() => [0, 0, 60, 0, 20][at++ % 5] ?? 0);
    const writes = await writeUntil(61_000, new Pace(75, clock), clock, () => 0);
    expect(writes.length).toBeGreaterThanOrEqual(75 * 59);
  });

  it('never passes the limit in any second, whatever is late and through a change of leader', async () => {
    // For a while everything is late by so much, then by another time: what was late meets what is not.
    const stretch = fc.tuple(fc.constantFrom(0, 3, 20, 60, 95, 300), fc.integer({ min: 1, max: 80 }));
    const lateness = fc
      .array(stretch, { minLength: 1, maxLength: 8 })
      .map((stretches) => stretches.flatMap(([lateMs, times]) => Array.from({ length: times }, () => lateMs)));
    const limits = fc.constantFrom(20, 80, 200);
    await fc.assert(
      fc.asyncProperty(limits, lateness, lateness, fc.nat(1_500), async (limit, timers, delays, changeMs) => {
        const oneOf = (values: number[]) => {
          let at = 0;
          return () => values[at++ % values.length] ?? 0;
        };
        const clock = new VirtualClock(oneOf(timers));
        const perSecond = pacedLimit(limit);
        const before = await writeUntil(1_000 + changeMs, new Pace(perSecond, clock), clock, oneOf(delays));
        // The next leader starts when the one before has let go, which it may have done with its last write.
        const next = new VirtualClock(oneOf(delays));
        await next.runUntil(before.at(-1) ?? 1_000);
        const after = await writeUntil(next.now() + 1_500, new Pace(perSecond, next), next, oneOf(timers));
        for (const writes of [before, after]) expect(fullestWindow(writes, 1_050)).toBeLessThanOrEqual(limit);
        expect(fullestWindow([...before, ...after])).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the limit when the leader before was late until shortly before it let go', async () => {
    for (let lastMs = 1_300; lastMs < 2_300; lastMs += 25) {
      let written = 0;
      const clock = new VirtualClock();
      const before = await writeUntil(lastMs, new Pace(75, clock), clock, () => (written++ < 30 ? 95 : 0));
      const next = new VirtualClock();
      await next.runUntil(before.at(-1) ?? lastMs);
      const after = await writeUntil(next.now() + 1_500, new Pace(75, next), next, () => 0);
      expect(fullestWindow([...before, ...after], 1_050)).toBeLessThanOrEqual(80);
    }
  });

  it('serves callers in their order and lets those go that are sent away', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(10, clock);
    const served: number[] = [];
    const callers = [1, 2, 3, 4].map(async (n) => ((await pace.next()) ? served.push(n) : served.push(-n)));
    await clock.runUntil(1_450);
    pace.sendAway();
    await Promise.all(callers);
    expect(served).toEqual([1, 2, -3, -4]);
  });

  it('follows a change of its rate', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(75, clock);
    await writeUntil(2_000, pace, clock, () => 0);
    pace.perSecond = 20;
    const writes = await writeUntil(clock.now() + 10_000, pace, clock, () => 0);
    expect(writes.length).toBeLessThanOrEqual(201);
  });
});
