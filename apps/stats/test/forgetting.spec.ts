import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@wabx/contracts';
import { setClockOffset } from '@wabx/persistence';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import type { DataSource } from 'typeorm';
import { FactForgetting } from '../src/fact-forgetting.js';
import { FactStore } from '../src/fact-store.js';
import { recount } from '../src/recount.js';
import { ReportStore } from '../src/report-store.js';
import { sendFact, storedFact, type Fact } from '../src/to-fact.js';
import { changed, stored } from './message-events.js';
import { adminUrl, statsOwner } from './stats-owner.js';

const DAYS = 86_400;
const at = '2026-11-23T10:00:00.000Z';
const everything = { period: { from: undefined, to: undefined, tz: 'UTC' } };

let database: TestDatabase;
let source: DataSource;
let store: FactStore;
beforeAll(async () => {
  database = await createTestDatabase({ adminUrl, owners: [statsOwner] });
  source = await database.dataSourceOf('stats');
  store = new FactStore(source);
});
afterAll(() => database?.drop());

const facts = async () => {
  const [row]: { count: number }[] = await source.query('SELECT count(*)::int AS count FROM message_fact');
  return row?.count;
};
const reports = async () => {
  const asked = new ReportStore(source);
  return { channels: await asked.channels(everything), failures: await asked.failures(everything) };
};

async function forgetAll(limit: number): Promise<number> {
  const forgetting = new FactForgetting(source);
  for (let done = 0; ;) {
    const answer = await forgetting.forget(limit);
    done += answer.done;
    if (!answer.more) return done;
  }
}

/** Every way a message can count, `times` times, with all facts of each. */
function messages(times: number): Fact[] {
  const sent = [
    ['sent'],
    ['sent', 'delivered'],
    ['sent', 'delivered', 'read'],
    ['failed'],
    ['sent', 'failed'],
    ['needs_review'],
  ] as const;
  return Array.from({ length: times }, () => [
    ...(['received', 'apart'] as const).map((counted) => [storedFact(stored({ counted, at }))]),
    ...sent.map((states) => {
      const id = newId();
      const error = { class: 'undeliverable', code: 131026 };
      return [
        storedFact(stored({ id, counted: 'sent', at })),
        ...states.map((state, index) =>
          sendFact(changed(id, index + 1, state, state === 'failed' ? error : undefined)),
        ),
      ];
    }),
  ]).flat(2);
}

it('facts are forgotten 60 days after their last change, and every report and the recount stay as they were', async () => {
  const old = messages(20);
  await store.record(old);
  const waiting = sendFact(changed(newId(), 1, 'sent')); // its message never comes
  await store.record([waiting]);
  const before = await reports();
  expect(await forgetAll(7)).toBe(0);

  await setClockOffset(database.adminUrl, 59.9 * DAYS);
  expect(await forgetAll(7)).toBe(0);
  const young = messages(3);
  await store.record(young);
  await setClockOffset(database.adminUrl, 60.1 * DAYS);
  // Of the eight kinds the pending one stays: a person may still decide about it.
  expect(await forgetAll(7)).toBe(20 * 7 + 1);
  expect(await facts()).toBe(20 + 3 * 8);
  expect(await recount(source)).toMatchObject({ differences: 0, messages: 23 * 8, parked: 0 });

  // Once more, whole and in part, alone and among new ones: nothing that was forgotten counts again.
  const known = await reports();
  await store.record(old);
  for (const fact of old) if (fact.send) await store.record([fact]);
  await store.record([waiting, ...old, ...young]);
  expect(await reports()).toEqual(known);
  expect(await facts()).toBe(20 + 3 * 8);
  expect(await recount(source)).toMatchObject({ differences: 0 });

  await setClockOffset(database.adminUrl, 121 * DAYS);
  expect(await forgetAll(1000)).toBe(3 * 7);
  const { channels, failures } = await reports();
  expect(channels).toEqual(known.channels);
  expect(failures).toEqual([{ ...before.failures[0], count: 23 * 2 }]);
});

it('a pending send that ends after all counts as what it became', async () => {
  const [pending]: { message_id: string }[] = await source.query(
    "SELECT message_id FROM message_fact WHERE outcome = 'pending' LIMIT 1",
  );
  const [was] = (await reports()).channels;
  await store.record([sendFact(changed(pending!.message_id, 9, 'read'))]);
  const [is] = (await reports()).channels;
  expect(is).toMatchObject({
    sent: { total: was!.sent.total, pending: was!.sent.pending - 1, succeeded: was!.sent.succeeded + 1 },
    read: was!.read + 1,
  });
  expect(await recount(source)).toMatchObject({ differences: 0 });
});

it('facts that come while others are forgotten count once', async () => {
  await setClockOffset(database.adminUrl, 300 * DAYS);
  const old = messages(40);
  await store.record(old);
  const before = await reports();
  await setClockOffset(database.adminUrl, 361 * DAYS);
  const again = async () => {
    for (let part = 0; part < old.length; part += 17) await store.record(old.slice(part, part + 17));
  };
  await Promise.all([forgetAll(13), forgetAll(13), again(), again()]);
  await forgetAll(13);
  expect(await reports()).toEqual(before);
  expect(await recount(source)).toMatchObject({ differences: 0 });
});
