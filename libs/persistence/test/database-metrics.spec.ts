import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { measureOutbox, measurePool, migrate, openDatabase, outboxTableSql, startOutboxRelay } from '../src/index.js';
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
const registry = new Registry();
const shown = async (metric: string) => {
  const text = await registry.metrics();
  return Number(new RegExp(`^wabx_${metric}(?:{schema="ledger"})? (\\S+)$`, 'm').exec(text)?.[1]);
};

beforeAll(async () => {
  database = await createEmptyDatabase(adminUrl);
  await migrate({ adminUrl: database.adminUrl, owners: [owner], log: silent });
  source = await openDatabase({
    url: urlFor(database.adminUrl, owner),
    schema: owner.schema,
    applicationName: 'wabx-metrics-test',
    migrations: owner.migrations,
    poolSize: 2,
    log: silent,
  });
});
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});

it('the pool shows its connections in use, and who waits for one', async () => {
  measurePool(registry, source);
  expect([await shown('db_pool_connections_max'), await shown('db_pool_connections_used')]).toEqual([2, 0]);
  const runners = [source.createQueryRunner(), source.createQueryRunner()];
  for (const runner of runners) await runner.query('SELECT 1');
  const waiting = source.query('SELECT 1');
  await eventually('one waits', async () => (await shown('db_pool_waiting')) === 1);
  expect(await shown('db_pool_connections_used')).toBe(2);
  for (const runner of runners) await runner.release();
  await waiting;
  expect(await shown('db_pool_waiting')).toBe(0);
});

it('one replica leads an outbox, and what has not left it is counted', async () => {
  const relays = [1, 2].map(() =>
    startOutboxRelay({ source, log: silent, publish: () => Promise.reject(new Error('away')) }),
  );
  const registries = relays.map((relay) => {
    const each = new Registry();
    measureOutbox(each, source, relay);
    return each;
  });
  const sum = async (metric: string) => {
    const texts = await Promise.all(registries.map((each) => each.metrics()));
    return texts.map((text) => Number(new RegExp(`^wabx_${metric}{schema="ledger"} (\\S+)$`, 'm').exec(text)?.[1]));
  };
  try {
    await eventually('one leads', async () => (await sum('outbox_leader')).sort().join() === '0,1');
    expect(await sum('outbox_waiting')).toEqual([0, 0]);
    await source.query(`INSERT INTO outbox (subject, payload) VALUES ('a', '{}'), ('b', '{}')`);
    await eventually('two wait, in the eyes of both', async () => (await sum('outbox_waiting')).join() === '2,2');
    await eventually('and get older', async () => (await sum('outbox_oldest_seconds')).every((age) => age > 0));
  } finally {
    await Promise.all(relays.map((relay) => relay.stop()));
  }
});

it('what cannot be read in time is left out, and the rest is there', async () => {
  const each = new Registry();
  const relay = { isLeading: () => false, lag: () => new Promise<never>(() => undefined), stop: async () => undefined };
  measureOutbox(each, source, relay);
  const text = await each.metrics();
  expect(text).toMatch(/^wabx_outbox_leader{schema="ledger"} 0$/m);
  expect(text).not.toMatch(/^wabx_outbox_(waiting|oldest_seconds){/m);
});
