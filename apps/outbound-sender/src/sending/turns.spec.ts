import { expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Slot, SlotUse } from '../store/rate-slots.js';
import { CallTurn, Turns } from './turns.js';

/** Slots as Postgres would grant them; each reservation begins `leadMs` from now, all at one moment. */
function turnsOf(pacePerSecond: number, slotMsOf = (_reservation: number) => 20) {
  let reservations = 0;
  const granted: Slot[] = [];
  const unused: Slot[] = [];
  const used: SlotUse[] = [];
  const turns = new Turns(
    {
      reserve: async ({ count, leadMs, ...told }) => {
        unused.push(...told.unused);
        used.push(...told.used);
        const startMs = performance.now() + leadMs;
        const slotMs = slotMsOf((reservations += 1));
        const slots = Array.from({ length: count }, (_, n) => ({
          startMs,
          endMs: startMs + slotMs,
          at: granted.length + n,
        }));
        granted.push(...slots);
        return { slots, pacePerSecond, isLed: false };
      },
      onError: (error) => {
        throw error;
      },
    },
    pacePerSecond,
  );
  return { turns, granted, unused, used };
}
const permitted = { isGiven: true, want: () => undefined, ask: () => Promise.resolve(true) };
const startedNow = () => Promise.resolve({ writeBeforeMs: performance.now() + 5_000, permit: permitted });

it('hands out all slots that begin at one moment', async () => {
  const { turns, granted } = turnsOf(950);
  const calls = Array.from({ length: 400 }, () => new CallTurn(turns, startedNow));
  expect(await Promise.all(calls.map((call) => call.comes()))).toEqual(calls.map(() => true));
  const used = calls.map(({ slot }) => slot?.at);
  expect(new Set(used).size).toBe(calls.length);
  expect(granted.length).toBeLessThan(2 * calls.length);
});

it('gives back a slot that is met too late, and the call asks for another', async () => {
  const { turns, unused } = turnsOf(75);
  const call = new CallTurn(turns, startedNow);
  expect(await call.comes()).toBe(true);
  const late = call.slot!;
  late.endMs -= 60;
  expect(call.isNow()).toBe(false);
  expect(await call.comes()).toBe(true);
  expect(call.slot).not.toBe(late);
  expect(call.isNow()).toBe(true);
  expect(unused).toContain(late);
});

it('tells when something was written in a slot, and answered, with the next reservation', async () => {
  const { turns, used, unused } = turnsOf(75);
  const write = async () => {
    const call = new CallTurn(turns, startedNow);
    await call.comes();
    await delay(3);
    const beforeMs = performance.now();
    expect(call.isNow()).toBe(true);
    return { slot: call.slot!, beforeMs, afterMs: performance.now() };
  };
  const written = await write();
  await delay(5);
  turns.noteAnswer(written.slot);
  const answeredBeforeMs = performance.now();
  const unanswered = await write();
  expect(used.map(({ slot }) => slot)).toEqual([written.slot]);
  const [{ writtenMs, answeredMs }] = used as [SlotUse];
  expect(writtenMs).toBeGreaterThanOrEqual(written.beforeMs);
  expect(writtenMs).toBeLessThanOrEqual(written.afterMs);
  expect(answeredMs).toBeGreaterThan(writtenMs + 4);
  expect(answeredMs).toBeLessThanOrEqual(answeredBeforeMs);

  // Without an answer it is told of when that would show nothing any more.
  await write();
  expect(used).toHaveLength(1);
  await delay(100);
  await write();
  expect(used[1]).toEqual({ slot: unanswered.slot, writtenMs: used[1]!.writtenMs });
  turns.noteAnswer(unanswered.slot);
  await write();
  expect(used.filter(({ slot }) => slot === unanswered.slot)).toHaveLength(1);
  expect(unused).toEqual([]);
});

it('gives back slots that end before they surely begin, and waits for better ones', async () => {
  const { turns, granted, unused } = turnsOf(75, (reservation) => (reservation <= 2 ? -80 : 20));
  const call = new CallTurn(turns, startedNow);
  expect(await call.comes()).toBe(true);
  expect(call.isNow()).toBe(true);
  expect(call.slot).toBe(granted[2]);
  expect(unused).toEqual(granted.slice(0, 2));
});

it('starts a few ahead, and the rest only as those before them are written', async () => {
  const { turns } = turnsOf(75);
  let started = 0;
  const ahead: number[] = [];
  const calls: CallTurn[] = Array.from({ length: 30 }, () => {
    return new CallTurn(turns, () => {
      ahead.push((started += 1) - calls.filter(({ slot }) => slot).length);
      return startedNow();
    });
  });
  await Promise.all(calls.map((call) => call.comes()));
  expect(ahead.slice(0, 2)).toEqual([1, 2]);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(8);
});

it('has soon as many started ahead as a high rate needs', async () => {
  const { turns, granted } = turnsOf(950);
  const reserved: number[] = [];
  const calls = Array.from({ length: 300 }, () => {
    return new CallTurn(turns, () => {
      reserved.push(granted.length);
      return startedNow();
    });
  });
  await Promise.all(calls.map((call) => call.comes()));
  // A quarter of them at once, before anything is reserved, and few reservations until 150 were started.
  expect(reserved.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => 0));
  expect(new Set(reserved.slice(0, 150)).size).toBeLessThan(8);
});

it('stops: who waits is told that there is no turn, what is started among them', async () => {
  const { turns } = turnsOf(75);
  const calls = Array.from({ length: 10 }, () => new CallTurn(turns, startedNow));
  const answers = calls.map((call) => call.comes());
  await turns.stop();
  expect(await Promise.all(answers)).toEqual(calls.map(() => false));
  expect(await new CallTurn(turns, startedNow).comes()).toBe(false);
});

/** Calls whose permits are given by number, as Postgres would: with a start up to `fencedAfter`, else when asked for. */
function numberedCalls(
  turns: Turns,
  count: number,
  ask: (no: number) => Promise<boolean>,
  { fencedAfter = Infinity } = {},
) {
  const state = { permitted: 0, wanted: 0, asked: 0, started: 0, written: 0 };
  const calls = Array.from({ length: count }, () => {
    return new CallTurn(turns, async ({ permits }) => {
      const no = (state.asked += 1);
      if (permits) state.wanted = no;
      const { wanted } = state;
      await delay(4);
      state.permitted = Math.max(state.permitted, Math.min(wanted, fencedAfter));
      state.started = Math.max(state.started, no);
      const permit = {
        get isGiven() {
          return no <= state.permitted;
        },
        want: () => void (state.wanted = Math.max(state.wanted, no)),
        ask: () => ask(no),
      };
      return { writeBeforeMs: performance.now() + 5_000, permit };
    });
  });
  return { state, calls };
}

it('writes nothing that is not permitted, and has few permitted ahead of those that it started', async () => {
  const { turns } = turnsOf(950);
  const ahead: { started: number; permitted: number }[] = [];
  const { state, calls } = numberedCalls(turns, 400, async (no) => {
    await delay(4);
    state.permitted = Math.max(state.permitted, state.wanted, no);
    return true;
  });
  const write = async (call: CallTurn) => {
    expect(await call.comes()).toBe(true);
    expect(call.started?.permit.isGiven).toBe(true);
    state.written += 1;
    ahead.push({ started: state.started - state.written, permitted: state.permitted - state.written });
  };
  await Promise.all(calls.map(write));
  const half = ahead.slice(100, 350);
  const mean = (of: 'started' | 'permitted') => half.reduce((sum, one) => sum + one[of], 0) / half.length;
  expect(mean('permitted')).toBeLessThan(mean('started') / 2);
});

it('of what gets no permit nothing is written', async () => {
  const { turns } = turnsOf(950);
  const { calls } = numberedCalls(turns, 30, () => Promise.resolve(false), { fencedAfter: 5 });
  const mayWrite = await Promise.all(calls.map((call) => call.comes()));
  expect(mayWrite.filter((may) => !may).length).toBeGreaterThan(10);
  for (const [at, call] of calls.entries()) if (mayWrite[at]) expect(call.started?.permit.isGiven).toBe(true);
});
