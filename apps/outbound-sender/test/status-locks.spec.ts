import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, type MessageState } from '@wabx/contracts';
import { contentionOf, inTransaction, openDatabase } from '@wabx/persistence';
import { createTestDatabase, eventually, type TestDatabase } from '@wabx/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { applyStatuses } from '../src/statuses/apply-statuses.js';
import { lockConversations } from '../src/store/conversations.js';
import { migrations } from '../src/store/migrations.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: [{ schema: 'outbound', role: 'wabx_outbound', password: 'outbound', migrations }],
  });
  const url = database.urlOf('outbound');
  source = await openDatabase({ url, schema: 'outbound', applicationName: 'locks', migrations, poolSize: 5 });
});
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});

/** A reply of which Meta took the first attempt, in this state. */
async function reply(state: MessageState): Promise<string> {
  const messageId = newId();
  await source.query(
    `INSERT INTO conversation (conversation_id, channel_id, phone_number_id, head, contiguous_to)
     VALUES ($1, $1, 'locks', $1, 1)`,
    [messageId],
  );
  await source.query(
    `INSERT INTO send (message_id, channel_id, phone_number_id, conversation_id, session_id, sequence, recipient, content,
                       accepted_at, not_after, state, state_no, attempt, changed_at)
     VALUES ($1, $1, 'locks', $1, $1, 1, '{"waId":"447700900000"}', '{"kind":"text","text":{"body":"x"}}', wabx.now(),
             wabx.now() + interval '23 h', $2, 3, 1, wabx.now())`,
    [messageId, state],
  );
  return messageId;
}

/** What Meta's status of the reply makes of it, and the contentions that it met. */
function applied(messageId: string, status: 'delivered' | 'failed') {
  const met: unknown[] = [];
  const transaction = <R>(work: (tx: EntityManager) => Promise<R>): Promise<R> =>
    source.transaction(work).catch((error: unknown) => {
      met.push(contentionOf(error));
      throw error;
    });
  const errors = status === 'failed' ? [{ code: 130429, title: 'Rate limit hit' }] : [];
  const at = new Date().toISOString();
  const [waMessageId, opaqueId] = [`wamid.${messageId}`, `v1.${messageId}.1`];
  const told = { phoneNumberId: 'locks', waMessageId, status, at, receivedAt: at, opaqueId, errors, raw: {} };
  const done = inTransaction({ transaction }, (tx) =>
    applyStatuses(tx, [{ ...told, recipient: { waId: '447700900000' } }]),
  );
  return { done, met };
}

const lockSend = (tx: EntityManager, messageId: string) =>
  tx.query('SELECT 1 FROM send WHERE message_id = $1 FOR UPDATE', [messageId]);
/** So many transactions wait for a lock of another one. */
const waiting = (count: number) =>
  eventually(`${count} wait for a lock`, async () => {
    const rows = await source.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows.length === count;
  });
const stateOf = async (messageId: string): Promise<MessageState> =>
  (await source.query('SELECT state FROM send WHERE message_id = $1', [messageId]))[0].state;

it('a status that makes a sent reply wait again takes the lock of the conversation first, as everybody does', async () => {
  const messageId = await reply('sent');
  const other = await source.transaction(async (tx) => {
    await lockConversations(tx, [messageId]);
    const status = applied(messageId, 'failed');
    await waiting(1);
    await lockSend(tx, messageId);
    return status;
  });
  await other.done;
  expect(other.met).toEqual([]);
  expect(await stateOf(messageId)).toBe('retry_wait');
});

it('a status of a reply that a person sends again in the same moment takes the locks in order too', async () => {
  const messageId = await reply('failed');
  const { status, next } = await source.transaction(async (decision) => {
    await lockConversations(decision, [messageId]);
    await decision.query(`UPDATE send SET state = 'queued', state_no = 4 WHERE message_id = $1`, [messageId]);
    const status = applied(messageId, 'delivered');
    await waiting(1);
    // Whoever is next to change the conversation, and then this reply.
    const next = source.transaction(async (tx) => {
      await lockConversations(tx, [messageId]);
      await lockSend(tx, messageId);
    });
    await waiting(2);
    return { status, next };
  });
  await Promise.all([status.done, next]);
  // It finds that the reply holds others back now, and begins anew.
  expect(status.met.filter((contention) => contention !== 'serialization')).toEqual([]);
  expect(await stateOf(messageId)).toBe('delivered');
});
