import { expect, it } from '@jest/globals';
import { eventually } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import type { Claimed } from '../store/claim-sends.js';
import type { SlotUse } from '../store/rate-slots.js';
import { NumberLane } from './number-lane.js';

type LaneWork = ConstructorParameters<typeof NumberLane>[0];

/** A lane of a number at 950 a second, whose calls start at once. */
function laneOf(work: Pick<LaneWork, 'claim' | 'reserve' | 'call'>): NumberLane {
  return new NumberLane(
    {
      prepare: async () => ({ outcome: 'ready' }) as never,
      start: async ({ send }) => ({
        send,
        writeBeforeMs: performance.now() + 5_000,
        permit: { isGiven: true, want: () => undefined, ask: () => Promise.resolve(true) },
      }),
      settle: async () => undefined,
      release: async () => undefined,
      onUnanswered: () => undefined,
      onError: (error) => {
        throw error;
      },
      ...work,
    },
    { pacePerSecond: 950 },
  );
}

const claimed = { send: {} } as Claimed;

it('stands back while another replica leads: a little at each look, and all again when nobody leads', async () => {
  const claims: number[] = [];
  // As Postgres says of the number.
  const led = { isLed: false };
  const own = laneOf({
    claim: async (limit) => {
      claims.push(limit);
      await delay(5);
      return Array.from({ length: limit }, () => claimed);
    },
    reserve: async ({ count }) => ({
      slots: Array.from({ length: count }, (_, n) => {
        const startMs = performance.now() + n;
        return { startMs, endMs: startMs + 20, at: n };
      }),
      pacePerSecond: 950,
      ...led,
    }),
    call: async (_ready, turn) => {
      await turn.comes();
      return { outcome: 'accepted', waMessageId: 'wamid.1' };
    },
  });
  own.wake();
  await eventually('two claims', () => claims.length > 1);
  expect(new Set(claims)).toEqual(new Set([68]));

  led.isLed = true;
  await eventually('it stands back', () => own.standsBack);
  claims.length = 0;
  own.wake();
  await delay(50);
  expect(claims).toEqual([]);

  own.look({ isLed: true });
  own.wake();
  await eventually('a claim', () => claims.length > 0);
  await delay(50);
  expect(claims).toEqual([3]);

  led.isLed = false;
  own.look({ isLed: false });
  own.wake();
  await eventually('a whole claim', () => claims.slice(1).includes(68));
  await own.stop();
});

it('when Meta stops answering, what is started and waits for its slot is not written', async () => {
  let slots = 0;
  const ends: string[] = [];
  const own = laneOf({
    claim: async () => (ends.length > 0 ? [] : Array.from({ length: 16 }, () => claimed)),
    // Five at once, the others later.
    reserve: async ({ count }) => ({
      slots: Array.from({ length: count }, (_, n) => {
        const startMs = performance.now() + ((slots += 1) <= 5 ? 0 : 300);
        return { startMs, endMs: startMs + 5_000, at: n };
      }),
      pacePerSecond: 950,
      isLed: false,
    }),
    call: async (_ready, turn) => {
      const mayWrite = await turn.comes();
      ends.push(mayWrite ? 'written' : 'back');
      return mayWrite
        ? { outcome: 'unknown', cause: { kind: 'timeout' } }
        : { outcome: 'not-sent', cause: { kind: 'aborted' } };
    },
  });
  own.wake();
  await eventually('they come back', () => ends.filter((end) => end === 'back').length > 10);
  // Their slots come.
  await delay(400);
  expect(ends.filter((end) => end === 'written')).toHaveLength(5);
  await own.stop();
});

it('tells with the next slots when Meta had what it answered', async () => {
  const used: SlotUse[] = [];
  const own = laneOf({
    claim: async (limit) => {
      await delay(5);
      return Array.from({ length: limit }, () => claimed);
    },
    reserve: async ({ count, ...told }) => {
      used.push(...told.used);
      const startMs = performance.now();
      const slots = Array.from({ length: count }, (_, at) => ({ startMs, endMs: startMs + 50, at }));
      return { slots, pacePerSecond: 950, isLed: false };
    },
    call: async (_ready, turn) => {
      await turn.comes();
      turn.isNow();
      await delay(3);
      return { outcome: 'accepted', waMessageId: 'wamid.1' };
    },
  });
  own.wake();
  await eventually('many are told of', () => used.length > 50);
  for (const { writtenMs, answeredMs } of used) expect(answeredMs).toBeGreaterThan(writtenMs + 1.9);
  await own.stop();
});
