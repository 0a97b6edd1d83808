import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import {
  enqueue,
  inTransaction,
  migrate,
  openDatabase,
  type OutboxEntry,
  type OutboxRelay,
  type OutboxRelayOptions,
  outboxTableSql,
  startOutboxRelay,
} from '../src/index.js';
import { createEmptyDatabase, type EmptyDatabase } from './empty-database.js';
import { eventually } from './eventually.js';
import { adminUrl, ledger, silent, urlFor } from './owners.js';

class Outbox1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxTableSql);
  }
  async down(): Promise<void> {}
}

const owner = { ...ledger, migrations: [Outbox1700000000001] };
let database: EmptyDatabase;
let source: DataSource;
let admin: pg.Client;
const relays: OutboxRelay[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase(adminUrl);
  await migrate({ adminUrl: database.adminUrl, owners: [owner], log: silent });
  source = await openDatabase({
    url: urlFor(database.adminUrl, owner),
    schema: owner.schema,
    applicationName: 'wabx-outbox-test',
    migrations: owner.migrations,
    log: silent,
  });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await source?.destroy();
  await database?.drop();
});
beforeEach(() => admin.query('TRUNCATE ledger.outbox'));
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

function relay(publish: OutboxRelayOptions['publish'], change: Partial<OutboxRelayOptions> = {}): OutboxRelay {
  const started = startOutboxRelay({ source, publish, log: silent, ...change });
  relays.push(started);
  return started;
}

/** Takes entries as a broker with a dedupe window does: a repeated id is acknowledged and not stored again. */
class Broker {
  readonly calls: OutboxEntry[] = [];
  readonly stored: OutboxEntry[] = [];
  private readonly seen = new Set<string>();

  readonly take = async (entry: OutboxEntry): Promise<void> => {
    this.calls.push(entry);
    if (this.seen.has(entry.msgId)) return;
    this.seen.add(entry.msgId);
    this.stored.push(entry);
  };

  ofKey(key: string): unknown[] {
    return this.stored.filter(({ orderKey }) => orderKey === key).map(({ payload }) => JSON.parse(payload));
  }
}

/** What is published in one turn of the event loop was read together. */
function countingReads() {
  const counted = { published: 0, reads: 0 };
  let isReading = false;
  const publish = async () => {
    counted.published += 1;
    if (isReading) return;
    isReading = true;
    counted.reads += 1;
    setImmediate(() => (isReading = false));
  };
  return { publish, counted };
}

const add = (entries: Parameters<typeof enqueue>[1]) => inTransaction(source, (tx) => enqueue(tx, entries));
const isEmpty = async () =>
  (await source.query('SELECT count(*)::int AS n FROM outbox'))[0].n === 0 ? true : undefined;
const turn = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('the outbox', () => {
  it('publishes what was committed, as it was written, and forgets it', async () => {
    const broker = new Broker();
    relay(broker.take);
    await add([
      {
        subject: 'a.b',
        orderKey: 's1',
        payload: { text: 'Grüße 🎉 "q" \\ {}', nested: [1, null] },
        headers: { traceparent: '00-x' },
      },
      { subject: 'a.c', payload: null },
    ]);
    await eventually('both', () => broker.stored.length === 2 || undefined);
    expect(broker.stored.map((entry) => ({ ...entry, payload: JSON.parse(entry.payload) }))).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        msgId: expect.stringMatching(/^ledger:\d+:\d{16}$/),
        subject: 'a.b',
        orderKey: 's1',
        payload: { text: 'Grüße 🎉 "q" \\ {}', nested: [1, null] },
        headers: { traceparent: '00-x' },
      },
      expect.objectContaining({ subject: 'a.c', orderKey: null, payload: null, headers: {} }),
    ]);
    await eventually('the table to be empty', isEmpty);
    expect(await relays[0]!.lag()).toEqual({ waiting: 0, oldestAgeMs: 0 });
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const broker = new Broker();
    relay(broker.take);
    await inTransaction(source, async (tx) => {
      await enqueue(tx, [{ subject: 'never', payload: 1 }]);
      throw new Error('changed my mind');
    }).catch(() => undefined);
    await add([{ subject: 'after', payload: 2 }]);
    await eventually('the later one', isEmpty);
    expect(broker.calls.map(({ subject }) => subject)).toEqual(['after']);
  });

  it('publishes an entry with a lower id that is committed later', async () => {
    const broker = new Broker();
    relay(broker.take);
    const slow = source.createQueryRunner();
    await slow.startTransaction();
    await enqueue(slow, [{ subject: 'slow', payload: 1 }]);
    await add([{ subject: 'quick', payload: 2 }]);
    await eventually('the quick one', () => broker.stored.length === 1 || undefined);
    await slow.commitTransaction();
    await slow.release();
    await eventually('the slow one', () => broker.stored.length === 2 || undefined);
    expect(broker.stored.map(({ subject }) => subject)).toEqual(['quick', 'slow']);
    expect(Number(broker.stored[1]!.id)).toBeLessThan(Number(broker.stored[0]!.id));
  });

  it('is woken by the commit: the median wait is below 50 ms', async () => {
    const waits: number[] = [];
    const broker = new Broker();
    const started = relay(broker.take);
    await eventually('a leader', () => started.isLeading() || undefined);
    for (let n = 1; n <= 21; n += 1) {
      await add([{ subject: 'ping', orderKey: 'k', payload: n }]);
      const committedMs = performance.now();
      await eventually('the entry', () => broker.stored.length === n || undefined);
      waits.push(performance.now() - committedMs);
    }
    expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(50);
  });

  it('reads together what is committed within twenty milliseconds, however often somebody commits', async () => {
    const { publish, counted } = countingReads();
    const beganMs = performance.now();
    relay(publish);
    for (let n = 0; n < 300; n += 1) await add([{ subject: 'a.b', payload: n }]);
    await eventually('all of them', () => counted.published === 300 || undefined);
    expect(counted.reads).toBeLessThanOrEqual((performance.now() - beganMs) / 20 + 2);
  });

  it('gathers for longer where it may, while more than five hundred come in a second, and only then', async () => {
    const { publish, counted } = countingReads();
    const started = relay(publish, { gatherMs: 200 });
    await eventually('a leader', () => started.isLeading() || undefined);
    const beganMs = performance.now();
    for (let n = 0; n < 100; n += 1) {
      await add(Array.from({ length: 20 }, () => ({ subject: 'a.b', payload: n })));
      await turn(10);
    }
    await eventually('all of them', () => counted.published === 2_000 || undefined);
    // Two of twenty milliseconds before it has seen how many they are.
    expect(counted.reads).toBeLessThanOrEqual((performance.now() - beganMs) / 200 + 4);

    counted.reads = 0;
    for (let n = 1; n <= 20; n += 1) {
      await add([{ subject: 'a.b', payload: n }]);
      await turn(50);
    }
    await eventually('the few', () => counted.published === 2_020 || undefined);
    expect(counted.reads).toBeGreaterThan(10);
  });

  it('sends the next entry of a key as soon as the one before is acknowledged, not at the next poll', async () => {
    const acknowledge: (() => void)[] = [];
    const started = relay(() => new Promise((resolve) => acknowledge.push(resolve)));
    await eventually('a leader', () => started.isLeading() || undefined);
    const waits: number[] = [];
    await add([{ subject: 'x', orderKey: 'k', payload: 0 }]);
    for (let n = 1; n <= 9; n += 1) {
      await eventually('the entry', () => acknowledge.length === n || undefined);
      await add([{ subject: 'x', orderKey: 'k', payload: n }]);
      // Another key that comes out tells that the relay has read meanwhile, and passed over the busy key.
      await add([{ subject: 'x', payload: n }]);
      await eventually('the other one', () => acknowledge.length === n + 1 || undefined);
      acknowledge.pop()?.();
      const acknowledgedMs = performance.now();
      acknowledge[n - 1]?.();
      await eventually('the next', () => acknowledge.length === n + 1 || undefined);
      waits.push(performance.now() - acknowledgedMs);
    }
    acknowledge.forEach((each) => each());
    expect(waits.sort((a, b) => a - b)[4]).toBeLessThan(100);
  });

  it('finds by itself what nobody announced', async () => {
    const broker = new Broker();
    const started = relay(broker.take);
    await eventually('a leader', () => started.isLeading() || undefined);
    await source.query(`INSERT INTO outbox (subject, payload) VALUES ('quiet', '1')`);
    await eventually('the entry', () => broker.stored.length === 1 || undefined);
  });

  it('keeps the order of every key and loses nothing while publications fail at random', async () => {
    const broker = new Broker();
    relay(async (entry) => {
      await turn(Math.random() * 3);
      // Half of the failures come after the broker took it: the answer was lost.
      if (Math.random() < 0.05) throw new Error('refused');
      await broker.take(entry);
      if (Math.random() < 0.05) throw new Error('the answer was lost');
    });
    const keys = Array.from({ length: 40 }, (_, n) => `s${n}`);
    for (let n = 0; n < 25; n += 1) {
      await add(
        keys.flatMap((orderKey) => [
          { subject: 'fact', orderKey, payload: n },
          { subject: 'free', payload: n },
        ]),
      );
    }
    await eventually('all of them', isEmpty, 25_000);
    const inOrder = Array.from({ length: 25 }, (_, n) => n);
    for (const key of keys) expect(broker.ofKey(key)).toEqual(inOrder);
    expect(broker.stored).toHaveLength(2 * 40 * 25);
    expect(broker.calls.length).toBeGreaterThan(2 * 40 * 25);
  });

  it('lets the others pass while one key is refused for ever, and never its successors', async () => {
    const broker = new Broker();
    const failures: number[] = [];
    relay(
      async (entry) => {
        if (entry.orderKey === 'bad' && entry.payload === '1') throw new Error('refused');
        await broker.take(entry);
      },
      { onPublishFailed: (_entry, _error, count) => failures.push(count) },
    );
    await add([
      { subject: 'x', orderKey: 'bad', payload: 1 },
      { subject: 'x', orderKey: 'bad', payload: 2 },
      ...Array.from({ length: 700 }, (_, n) => ({ subject: 'x', orderKey: `good${n % 7}`, payload: n })),
    ]);
    await eventually('three attempts', () => failures.length >= 3 || undefined);
    await eventually('the good ones', () => broker.stored.length === 700 || undefined);
    expect(broker.ofKey('bad')).toEqual([]);
    expect(failures.slice(0, 3)).toEqual([1, 2, 3]);
    expect((await relays[0]!.lag()).oldestAgeMs).toBeGreaterThan(0);
  });

  it('goes on after an outage of the broker that was longer than its memory', async () => {
    const broker = new Broker();
    let isDown = true;
    let refused = 0;
    relay(async (entry) => {
      if (isDown) {
        refused += 1;
        throw new Error('no responders');
      }
      await broker.take(entry);
    });
    for (let n = 0; n < 3; n += 1) {
      await add(Array.from({ length: 1_000 }, (_, k) => ({ subject: 'x', orderKey: `k${k}`, payload: n })));
    }
    await eventually('many refusals', () => refused > 1_500 || undefined);
    isDown = false;
    await eventually('all of them', isEmpty, 20_000);
    expect(broker.stored).toHaveLength(3_000);
    for (let k = 0; k < 1_000; k += 1) expect(broker.ofKey(`k${k}`)).toEqual([0, 1, 2]);
  });

  it('does not let a key with a long backlog hold up another one', async () => {
    const order: string[] = [];
    await add([
      ...Array.from({ length: 900 }, (_, n) => ({ subject: 'x', orderKey: 'long', payload: n })),
      { subject: 'x', orderKey: 'short', payload: 0 },
    ]);
    relay(async ({ orderKey }) => {
      await turn(1);
      order.push(orderKey ?? '');
    });
    await eventually('the short one', () => order.includes('short') || undefined);
    expect(order.indexOf('short')).toBeLessThan(100);
    await eventually('the rest', isEmpty);
    expect(order).toHaveLength(901);
  });

  it('stops only after what is under way has ended, and leaves the rest for later', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const begun: unknown[] = [];
    const started = relay(async ({ payload }) => {
      begun.push(JSON.parse(payload));
      await gate;
    });
    await add([1, 2, 3].map((payload) => ({ subject: 'x', orderKey: 'k', payload })));
    await eventually('the first', () => begun.length === 1 || undefined);
    const stopped = started.stop().then(() => 'stopped');
    expect(await Promise.race([stopped, turn(50)])).toBeUndefined();
    release();
    await stopped;
    expect(begun).toEqual([1]);
    expect(
      (await source.query('SELECT payload FROM outbox ORDER BY id')).map((row: { payload: unknown }) => row.payload),
    ).toEqual([2, 3]);
  });
});

describe('two relays of one schema', () => {
  it('publish every entry once, by one of them, while both are well', async () => {
    const first = new Broker();
    const second = new Broker();
    const both = [relay(first.take), relay(second.take)];
    for (let n = 0; n < 20; n += 1)
      await add(Array.from({ length: 50 }, (_, k) => ({ subject: 'x', orderKey: `k${k}`, payload: n })));
    await eventually('all of them', isEmpty);
    expect(both.filter((one) => one.isLeading())).toHaveLength(1);
    expect([first.calls.length, second.calls.length].sort()).toEqual([0, 1_000]);
  });

  it('hand over at once when the first one stops', async () => {
    const first = new Broker();
    const second = new Broker();
    const leader = relay(first.take);
    await eventually('a leader', () => leader.isLeading() || undefined);
    const standby = relay(second.take);
    await leader.stop();
    const stoppedMs = performance.now();
    await add([{ subject: 'x', payload: 1 }]);
    await eventually('the second', () => second.calls.length === 1 || undefined);
    expect(performance.now() - stoppedMs).toBeLessThan(1_500);
    expect([standby.isLeading(), leader.isLeading(), first.calls.length]).toEqual([true, false, 0]);
  });

  it('keep the order of every key when the first one freezes in the middle and loses its session', async () => {
    const broker = new Broker();
    let isFrozen = false;
    const thawed: (() => void)[] = [];
    const leader = relay(
      async (entry) => {
        // Frozen: the entry reaches the broker only long after another relay has taken over.
        if (isFrozen) await new Promise<void>((resolve) => thawed.push(resolve));
        await turn(1);
        await broker.take(entry);
      },
      { publishTimeoutMs: 2_000 },
    );
    await eventually('a leader', () => leader.isLeading() || undefined);
    const standby = relay(broker.take);
    const keys = Array.from({ length: 30 }, (_, k) => `k${k}`);
    for (let n = 0; n < 20; n += 1) await add(keys.map((orderKey) => ({ subject: 'x', orderKey, payload: n })));
    await eventually('some', () => broker.stored.length > 100 || undefined);
    isFrozen = true;
    await eventually('frozen ones', () => thawed.length > 0 || undefined);
    const { rowCount } = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND datname = current_database() AND application_name LIKE 'wabx-outbox-%'`,
    );
    expect(rowCount).toBe(1);
    const killedMs = performance.now();
    await eventually('the standby', () => standby.isLeading() || undefined);
    expect(performance.now() - killedMs).toBeLessThan(1_500);
    await eventually('all of them', isEmpty);
    thawed.forEach((thaw) => thaw());
    const inOrder = Array.from({ length: 20 }, (_, n) => n);
    for (const key of keys) expect(broker.ofKey(key)).toEqual(inOrder);
    await eventually('late repetitions', () => broker.calls.length > broker.stored.length || undefined);
  });
});
