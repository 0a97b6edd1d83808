import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDatabase } from '@wabx/persistence';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { pickSends, settleSends, startSends, type Started } from '../src/store/attempts.js';
import { endDead, Leadership } from '../src/store/leadership.js';
import { migrations } from '../src/store/migrations.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations }],
  });
  source = await openDatabase({
    url: database.urlOf('outbound'),
    schema: 'outbound',
    applicationName: 'plans',
    migrations,
    indexesOnly: true,
    plansForAnyValues: true,
    // One connection, so that all rounds share its plans.
    poolSize: 1,
  });
});
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});

async function queue(count: number): Promise<void> {
  await source.query(
    `INSERT INTO conversation (conversation_id, channel_id, phone_number_id, head, ready_at, contiguous_to)
     SELECT gen_random_uuid(), gen_random_uuid(), 'full', gen_random_uuid(), wabx.now(), 1 FROM generate_series(1, $1)`,
    [count],
  );
  await source.query(
    `INSERT INTO send (message_id, channel_id, phone_number_id, conversation_id, session_id, sequence, recipient, content,
                       accepted_at, not_after, state, state_no, changed_at)
     SELECT head, channel_id, phone_number_id, conversation_id, conversation_id, 1, '{"waId":"447700900000"}',
            '{"kind":"text","text":{"body":"x"}}', wabx.now(), wabx.now() + interval '23 h', 'queued', 1, wabx.now()
       FROM conversation WHERE head IS NOT NULL ON CONFLICT DO NOTHING`,
  );
}

let leader: Leadership;

async function startSome(source: DataSource, limit: number): Promise<Started[]> {
  const picked = await pickSends(source, { phoneNumberId: 'full', limit, except: [], revision: 1, isProbe: false });
  return (await startSends(source, leader.replicaId, picked)).flatMap((one) => one ?? []);
}

async function sendTen(source: DataSource): Promise<number> {
  const settled = await settleSends(
    source,
    (await startSome(source, 10)).map((started) => ({
      ...started,
      transition: { state: 'sent', waMessageId: `wamid.${started.send.message_id}` },
    })),
  );
  return settled.length;
}

/** Rows of the tables of sends that this transaction has looked at, through an index or not. */
async function rowsRead(tx: EntityManager): Promise<number> {
  const [row] = await tx.query(
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read FROM pg_stat_xact_user_tables
      WHERE relname IN ('send', 'conversation')`,
  );
  return row.read;
}

it('plans that were made for empty tables do for full ones', async () => {
  leader = new Leadership(source);
  await leader.renew();
  await leader.take(['full']);
  await queue(1);
  expect(await sendTen(source)).toBe(1);
  expect(await source.query('SELECT DISTINCT generic_plans > 0 AS generic FROM pg_prepared_statements')).toEqual([
    { generic: true },
  ]);
  await queue(20_000);
  await source.transaction(async (tx) => {
    const before = await rowsRead(tx);
    expect(await sendTen(tx as unknown as DataSource)).toBe(10);
    expect((await rowsRead(tx)) - before).toBeLessThan(500);
  });
  // Of a replica that died: ten that were started.
  await startSome(source, 10);
  await source.query('UPDATE replica SET until = clock_timestamp()');
  await source.transaction(async (tx) => {
    const before = await rowsRead(tx);
    await endDead(tx as unknown as DataSource);
    expect((await rowsRead(tx)) - before).toBeLessThan(1_000);
  });
  expect(await source.query(`SELECT count(*)::int FROM send WHERE state = 'unknown'`)).toEqual([{ count: 10 }]);
});
