import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { eventually, fullestWindow } from '@wabx/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { limitSeconds, wayMs } from '../src/sending/pace.js';
import { lookAtNumbers } from '../src/store/claim-sends.js';
import { DatabaseClock, LEAD_MS, reserveSlots, type Slot, type SlotUse } from '../src/store/rate-slots.js';
import { startRig, type Rig } from './sender-rig.js';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const newReplica = () => ({ id: newId(), clock: new DatabaseClock() });

async function reserve(
  phoneNumberId: string,
  count: number,
  unused: readonly Slot[] = [],
  limitPerSecond = 80,
  leadMs = 20,
  used: readonly SlotUse[] = [],
) {
  const [reserved] = await reserveSlots(rig.source, newReplica(), [
    { phoneNumberId, count, limitPerSecond, leadMs, unused, used },
  ]);
  return reserved!.slots;
}
const ats = (slots: readonly Slot[]) => slots.map(({ at }) => at).sort((one, other) => one - other);
const last = (slots: readonly Slot[]) => ats(slots).at(-1)!;

/** From when each slot of the number counts, as it is kept. */
async function takenOf(phoneNumberId: string): Promise<number[]> {
  const rows = await rig.source.query('SELECT taken FROM rate_slot WHERE phone_number_id = $1', [phoneNumberId]);
  return (rows as [{ taken: number[] }])[0].taken;
}

/** The most that begin within any stretch of this length. */
const fullest = (slots: readonly Slot[], seconds: number) => fullestWindow(ats(slots), seconds);

it('slots follow each other at the pace, whoever reserves them', async () => {
  const number = newId();
  // What a number that was idle may catch up with comes first.
  await reserve(number, 20);
  const slots = (await Promise.all([reserve(number, 20), reserve(number, 20), reserve(number, 20)])).flat();
  expect(last(slots) - ats(slots)[0]!).toBeCloseTo(59 / 75, 1);
  expect(fullest(slots, 0.2)).toBeLessThanOrEqual(16);
});

it('what is caught up with comes at four times the pace, not all at once', async () => {
  const number = newId();
  await reserve(number, 1, [], 1_000);
  await delay(300);
  const late = ats(await reserve(number, 200, [], 1_000));
  expect(late.at(-1)! - late[0]!).toBeCloseTo(199 / (4 * 950), 3);
});

it('what is given back is granted again within the same second, and what is kept counts', async () => {
  const number = newId();
  await reserve(number, 20);
  const first = await reserve(number, 40);
  const unused = first.slice(10, 30);
  const again = await reserve(number, 20, unused);
  expect(last(again)).toBeLessThan(last(first) + 1 / 75);
  const after = await reserve(number, 20);
  expect(ats(after)[0]).toBeGreaterThan(last(first));
});

/** The longest after its begin that a slot may be used, in seconds. */
const LATE = 0.05;

const asItComes = (random: () => number) => ({ late: random() * LATE, answeredAfter: Infinity });

it.each([
  { limit: 80, uses: 'late', use: () => ({ late: LATE, answeredAfter: Infinity }) },
  { limit: 80, uses: 'as it comes', use: asItComes },
  { limit: 20, uses: 'as it comes', use: asItComes },
  {
    limit: 80,
    uses: 'and answered as it comes',
    use: (random: () => number) => ({ late: random() * LATE, answeredAfter: random() * 0.08 }),
  },
])(
  'however much of $limit/s is given back and granted again, used $uses and told or not, no second has more than the limit',
  async ({ limit, use }) => {
    const number = newId();
    let seed = 7;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    /** What is kept, when it was written, and until when it may have been on its way, in Postgres' time. */
    const kept: { slot: Slot; written: number; received: number; isTold: boolean }[] = [];
    let unused: Slot[] = [];
    let told: SlotUse[] = [];
    for (let n = 0; n < 120; n++) {
      const slots = await reserve(number, 1 + Math.floor(random() * 8), unused, limit, random() * 250, told);
      unused = slots.filter(() => random() < 0.4);
      told = [];
      for (const slot of slots.filter((granted) => !unused.includes(granted))) {
        const { late, answeredAfter } = use(random);
        // Of a process that died nobody hears.
        const isTold = random() < 0.7;
        const written = slot.at + late;
        const received = written + Math.min(answeredAfter, wayMs(limit) / 1000);
        kept.push({ slot, written, received: isTold ? received : written + wayMs(limit) / 1000, isTold });
        const writtenMs = slot.endMs - (LATE - late) * 1000;
        if (isTold) told.push({ slot, writtenMs, answeredMs: writtenMs + answeredAfter * 1000 });
      }
      // In the order of time, whatever was granted or counted between others: it is searched by halves.
      const taken = await takenOf(number);
      expect(taken).toEqual([...taken].sort((one, other) => one - other));
      // One that is given back now may have been granted a while ago.
      const older = kept.filter(({ isTold }) => !isTold);
      if (random() < 0.2 && older.length > 0) {
        const given = older[Math.floor(random() * older.length)]!;
        unused.push(...kept.splice(kept.indexOf(given), 1).map(({ slot }) => slot));
      }
    }
    // Of a second that ends with one, Meta may have got in it what was written by its end and is received since its begin.
    const most = Math.max(
      ...kept.map(({ written: end }) => {
        return kept.filter(({ written, received }) => written <= end && received > end - 1.005 + 1e-6).length;
      }),
    );
    expect(most).toBeLessThanOrEqual(limit);
    // What was given back is used: without that it would be about sixty of a hundred.
    expect(most).toBeGreaterThan((70 / 80) * limit);
  },
);

it('a slot counts from when it was used, sooner when its answer shows so, and from its end while that is not told', async () => {
  const number = newId();
  const seconds = limitSeconds(80);
  const first = await reserve(number, 80, [], 80, 0);
  expect(await takenOf(number)).toEqual(first.map(({ at }) => at + LATE));
  const told = first.slice(0, 40).map((slot) => ({ slot, writtenMs: slot.endMs - 30 }));
  const next = await reserve(number, 80, [], 80, 0, told);
  for (const [n, { at }] of next.entries()) {
    expect(at).toBeGreaterThanOrEqual(first[n]!.at + (n < 40 ? 0.02 : LATE) + seconds - 1e-5);
  }
  expect(next[0]!.at).toBeLessThan(first[0]!.at + LATE + seconds);

  const answer = (slot: Slot, afterMs: number) => {
    const writtenMs = slot.endMs - 30;
    return { slot, writtenMs, answeredMs: writtenMs + afterMs };
  };
  // The second was longer under way than a request may be: its answer shows nothing.
  await reserve(number, 1, [], 80, 0, [answer(next[0]!, 10), answer(next[1]!, 90)]);
  const counted = (at: number) => expect.arrayContaining([expect.closeTo(at, 5)]);
  expect(await takenOf(number)).toEqual(counted(next[0]!.at + 0.03 - wayMs(80) / 1000));
  expect(await takenOf(number)).toEqual(counted(next[1]!.at + 0.02));
});

it('a use that is told long after counts no more', async () => {
  const number = newId();
  const slots = await reserve(number, 10, [], 80, 0);
  await delay(1_200);
  const told = slots.map((slot) => ({ slot, writtenMs: slot.startMs }));
  const [next] = await reserve(number, 1, [], 80, 0, told);
  expect(await takenOf(number)).toEqual([next!.at + LATE]);
});

it('a pace that is lower lets fewer begin, at a thousand a second too', async () => {
  const number = newId();
  const fast = await reserve(number, 48, [], 1_000);
  expect(fast).toHaveLength(48);
  const more = [...(await reserve(number, 900, [], 1_000)), ...(await reserve(number, 900, [], 1_000))];
  expect(fullest([...fast, ...more], 1)).toBeLessThanOrEqual(1_000);
  expect(fullest([...fast, ...more], 1)).toBeGreaterThan(940);
  const slow = newId();
  await reserve(slow, 1, [], 80);
  await rig.source.query(
    `UPDATE rate_slot SET slow_factor = 0.1, slowed_at = clock_timestamp() WHERE phone_number_id = $1`,
    [slow],
  );
  const slots = [...(await reserve(slow, 8)), ...(await reserve(slow, 8))];
  expect(fullest(slots, limitSeconds(80) - 1e-6)).toBe(8);
});

it('several numbers share a statement, each with its own slots', async () => {
  const [one, other] = [newId(), newId()];
  const wanted = [one, other].map((phoneNumberId, n) => ({
    phoneNumberId,
    count: 2 + n,
    limitPerSecond: 80,
    leadMs: 0,
    unused: [],
    used: [],
  }));
  const reserved = await reserveSlots(rig.source, newReplica(), wanted);
  expect(reserved.map(({ slots }) => slots.length)).toEqual([2, 3]);
});

it('slots that a busy process learns of late begin when they should', () => {
  const clock = new DatabaseClock();
  const note = (databaseMs: number, askedMs: number, answeredMs: number) =>
    clock.note({ databaseMs, askedMs, answeredMs });
  note(1_000, 500_990, 501_003);
  note(2_000, 501_999, 502_001);
  note(3_000, 502_990, 503_250);
  expect(clock.here(3_100)).toBe(503_101);
  // The database's clock was set back: known after some answers.
  for (let n = 0; n < 20; n++) note(2_000 + n, 504_000 + n, 504_002 + n);
  expect(clock.here(2_100)).toBe(504_102);
});

it('a slot may have begun long before a process that has just started read of it: it is used only when that is excluded', () => {
  const clock = new DatabaseClock();
  const note = (databaseMs: number, tookMs: number) =>
    clock.note({ databaseMs, askedMs: 500_000 + databaseMs - 5, answeredMs: 500_000 + databaseMs - 5 + tookMs });
  note(1_000, 105);
  expect(clock.here(1_010)).toBe(501_110);
  expect(clock.doubtMs).toBe(105);
  note(2_000, 8);
  expect(clock.here(2_010)).toBe(502_013);
  expect(clock.doubtMs).toBe(8);
  // Asked often, and never quicker: so long is the way, and a database far away must not stop everything.
  for (let n = 0; n < 20; n++) note(3_000 + n, 60);
  expect(clock.doubtMs).toBe(0);
});

it('the first slots of a process end sooner, by what its clock is in doubt', async () => {
  const replica = newReplica();
  const number = newId();
  const reserve = () =>
    reserveSlots(rig.source, replica, [
      { phoneNumberId: number, count: 1, limitPerSecond: 80, leadMs: 10, unused: [], used: [] },
    ]);
  for (let n = 0; n < 20; n++) {
    const [reserved] = await reserve();
    const { startMs, endMs } = reserved!.slots[0]!;
    expect(endMs - startMs).toBeCloseTo(50 - replica.clock.doubtMs, 6);
    expect(replica.clock.doubtMs > 0).toBe(n < 19);
  }
});

it('a number whose pace is used up has one leader, and another as soon as that reserves no more', async () => {
  const number = newId();
  const [one, other] = [newReplica(), newReplica()];
  const isLed = async (replica: typeof one, count = 1) => {
    const wanted = { phoneNumberId: number, count, limitPerSecond: 80, leadMs: 20, unused: [], used: [] };
    return (await reserveSlots(rig.source, replica, [wanted]))[0]!.isLed;
  };
  // While there is pace left for everybody, everybody takes part.
  expect(await isLed(one, 40)).toBe(false);
  expect(await isLed(other, 40)).toBe(false);
  const ledMs = async (replica: typeof one) => (await lookAtNumbers(rig.source, replica.id, [number])).led.get(number);
  await eventually('the other to see it led, on a machine that may take longer than the lead', async () => {
    expect(await isLed(one)).toBe(false);
    return await isLed(other);
  });
  const leftMs = await eventually('it to be told for how long', async () => {
    await isLed(one);
    return await ledMs(other);
  });
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(LEAD_MS);
  expect(await ledMs(one)).toBeUndefined();
  await delay(LEAD_MS);
  expect(await ledMs(other)).toBeUndefined();
  expect(await isLed(other)).toBe(false);
  expect(await isLed(one)).toBe(true);
});

it('a leader that does not keep the pace leads no more', async () => {
  const number = newId();
  const [one, other] = [newReplica(), newReplica()];
  const reserveFor = async (replica: typeof one, count: number) => {
    const wanted = { phoneNumberId: number, count, limitPerSecond: 80, leadMs: 20, unused: [], used: [] };
    return (await reserveSlots(rig.source, replica, [wanted]))[0]!;
  };
  await reserveFor(one, 80);
  await reserveFor(one, 1);
  expect((await reserveFor(other, 1)).isLed).toBe(true);
  const until = performance.now() + 2_500;
  while (performance.now() < until) {
    await reserveFor(one, 1);
    await delay(100);
  }
  expect((await reserveFor(other, 1)).isLed).toBe(false);
});
