import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { messageStates, newId, type MessageState } from '@wabx/contracts';
import { openDatabase } from '@wabx/persistence';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { FactStore } from '../src/fact-store.js';
import { recount } from '../src/recount.js';
import { ReportStore } from '../src/report-store.js';
import type { Counts } from '../src/reports.js';
import { sendFact, storedFact, type Fact } from '../src/to-fact.js';
import { changed, stored } from './message-events.js';
import { adminUrl, statsOwner } from './stats-owner.js';

let database: TestDatabase;
let source: DataSource;
let store: FactStore;

beforeAll(async () => {
  database = await createTestDatabase({ adminUrl, owners: [statsOwner] });
  source = await database.dataSourceOf('stats');
  store = new FactStore(source);
});
afterAll(async () => {
  await database?.drop();
});
beforeEach(async () => {
  await source.query('DELETE FROM message_fact');
  await source.query('DELETE FROM counter');
});

const everything = { period: { from: undefined, to: undefined, tz: 'UTC' } };
const countsByNumber = async () => {
  const items = await new ReportStore(source).channels(everything);
  return Object.fromEntries(items.map(({ phoneNumberId, channelId: _, ...counts }) => [phoneNumberId, counts]));
};

interface Story {
  phoneNumberId: string;
  counted: 'received' | 'sent' | 'apart';
  minute: number;
  /** States in the order of their numbers 1, 2, 3 … */
  states: MessageState[];
  isStored: boolean;
  /** Of a received message: when a stand-in of it was there before. */
  stoodInAt: number | undefined;
}

/** The rule in other words than SQL: what a set of stories must count to. */
function expectedCounts(stories: Story[]): Record<string, Counts> {
  const result: Record<string, Counts> = {};
  for (const { phoneNumberId, counted, states, isStored } of stories) {
    const last = states.at(-1) ?? 'accepted';
    // What was withdrawn before it left was not sent.
    if (!isStored || (counted === 'sent' && last === 'cancelled')) continue;
    const counts = (result[phoneNumberId] ??= {
      received: 0,
      sent: { total: 0, succeeded: 0, failed: 0, pending: 0 },
      delivered: 0,
      read: 0,
      apart: 0,
    });
    if (counted === 'received') counts.received += 1;
    if (counted === 'apart') counts.apart += 1;
    if (counted !== 'sent') continue;
    counts.sent.total += 1;
    if (last === 'failed') counts.sent.failed += 1;
    else if (['sent', 'delivered', 'read', 'played'].includes(last)) counts.sent.succeeded += 1;
    else counts.sent.pending += 1;
    if (['delivered', 'read', 'played'].includes(last)) counts.delivered += 1;
    if (['read', 'played'].includes(last)) counts.read += 1;
  }
  return result;
}

function factsOf({ phoneNumberId, counted, minute, states, isStored, stoodInAt }: Story): Fact[] {
  const id = newId();
  const atMinute = (given: number) => new Date(Date.UTC(2026, 10, 23, 10, given)).toISOString();
  const at = atMinute(minute);
  const isStandIn = isStored && counted === 'received' && stoodInAt !== undefined;
  return [
    ...(isStandIn ? [storedFact(stored({ id, phoneNumberId, counted: 'apart', at: atMinute(stoodInAt) }))] : []),
    ...(isStored ? [storedFact(stored({ id, phoneNumberId, counted, at }))] : []),
    ...states.map((state, index) => sendFact(changed(id, index + 1, state))),
  ];
}

const story: fc.Arbitrary<Story> = fc
  .record({
    phoneNumberId: fc.constantFrom('1001', '1002'),
    counted: fc.constantFrom('received' as const, 'sent' as const, 'sent' as const, 'apart' as const),
    minute: fc.nat(59),
    states: fc.array(fc.constantFrom(...messageStates), { maxLength: 5 }),
    isStored: fc.boolean(),
    stoodInAt: fc.option(fc.nat(59), { nil: undefined }),
  })
  .map((made) => ({ ...made, states: made.counted === 'received' ? [] : made.states }));

describe('counting', () => {
  it('gives the same counters for any order, any duplicates, any batches and two replicas at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(story, { minLength: 1, maxLength: 15 }),
        fc.infiniteStream(fc.nat()),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (stories, numbers, sizes) => {
          await source.query('DELETE FROM message_fact');
          await source.query('DELETE FROM counter');
          const facts = stories.flatMap(factsOf);
          const twice = [...facts, ...facts.filter(() => numbers.next().value % 2 === 0)];
          const delivered = twice
            .map((fact) => ({ fact, place: numbers.next().value }))
            .sort((one, other) => one.place - other.place)
            .map(({ fact }) => fact);
          const batches: Fact[][] = [];
          while (delivered.length > 0) batches.push(delivered.splice(0, sizes.next().value));

          const replica = async (remainder: number) => {
            for (const batch of batches.filter((_, index) => index % 2 === remainder)) await store.record(batch);
          };
          await Promise.all([replica(0), replica(1)]);

          expect(await countsByNumber()).toEqual(expectedCounts(stories));
          const check = await recount(source);
          expect(check).toMatchObject({ differences: 0, messages: stories.filter((one) => one.isStored).length });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('moves a late failure between the parts and never changes the total', async () => {
    const message = stored({ counted: 'sent', at: '2026-11-23T10:00:00.000Z' });
    const totals: number[] = [];
    const parts: string[] = [];
    const note = async (fact: Fact) => {
      await store.record([fact]);
      const { sent } = Object.values(await countsByNumber())[0]!;
      totals.push(sent.total);
      parts.push(`${sent.pending}${sent.succeeded}${sent.failed}`);
    };
    await note(storedFact(message));
    await note(sendFact(changed(message.message.id, 3, 'sent')));
    await note(sendFact(changed(message.message.id, 4, 'failed', { class: 'undeliverable', code: 131026 })));
    await note(sendFact(changed(message.message.id, 2, 'sending')));
    expect(parts).toEqual(['100', '010', '001', '001']);
    expect(totals).toEqual([1, 1, 1, 1]);
  });

  it('keeps a state that comes before its message and counts both when the message comes', async () => {
    const message = stored({ counted: 'sent', at: '2026-11-23T10:00:00.000Z' });
    await store.record([sendFact(changed(message.message.id, 5, 'read'))]);
    expect(await countsByNumber()).toEqual({});
    expect(await recount(source)).toMatchObject({ parked: 1, messages: 0, differences: 0 });

    await store.record([storedFact(message)]);
    expect(Object.values(await countsByNumber())).toEqual([
      { received: 0, sent: { total: 1, succeeded: 1, failed: 0, pending: 0 }, delivered: 1, read: 1, apart: 0 },
    ]);
    expect(await recount(source)).toMatchObject({ parked: 0, messages: 1, differences: 0 });
  });

  it('never lets batches of several writers wait for each other in a circle', async () => {
    const at = (n: number) => new Date(Date.UTC(2026, 10, 23, n % 24, (n * 7) % 60)).toISOString();
    const messages = Array.from({ length: 150 }, (_, n) => stored({ counted: 'sent', at: at(n) }));
    const facts = messages.flatMap((message) => [
      storedFact(message),
      sendFact(changed(message.message.id, 1, 'sent')),
      sendFact(changed(message.message.id, 2, 'delivered')),
    ]);
    const shuffled = (seed: number) =>
      facts.map((fact, n) => ({ fact, place: ((n + 1) * seed) % 1009 })).sort((a, b) => a.place - b.place);
    const writers = await openDatabase({
      url: database.urlOf('stats'),
      schema: 'stats',
      applicationName: 'test-writers',
      migrations: statsOwner.migrations,
    });
    await Promise.all(
      [17, 101, 499, 733, 881].map(async (seed) => {
        const mine = shuffled(seed).map(({ fact }) => fact);
        while (mine.length > 0) await new FactStore(writers).record(mine.splice(0, 60));
      }),
    );
    // A connection that ends has reported its deadlocks, those that were cured by another try included.
    await writers.destroy();
    expect(Object.values(await countsByNumber())).toMatchObject([
      { sent: { total: 150, succeeded: 150 }, delivered: 150 },
    ]);
    expect(await recount(source)).toMatchObject({ differences: 0 });
    const [{ deadlocks }] = await source.query(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(Number(deadlocks)).toBe(0);
  });

  it('sees a counter that is wrong', async () => {
    await store.record([storedFact(stored({ counted: 'received', at: '2026-11-23T10:20:00.000Z' }))]);
    await source.query('UPDATE counter SET received = received + 1');
    expect(await recount(source)).toMatchObject({
      differences: 1,
      examples: [{ bucket: '2026-11-23T10:15:00.000Z', counted: { received: 2 }, recounted: { received: 1 } }],
    });
  });
});
