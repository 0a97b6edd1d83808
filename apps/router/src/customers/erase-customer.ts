import {
  eraseFiles,
  eraseSends,
  newId,
  NO_CHANNEL,
  operationPerformed,
  sessionChanged,
  streams,
  type Doer,
} from '@wabx/contracts';
import { toOutboxFact, type Requests } from '@wabx/messaging';
import { enqueue, inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { eraseAlone, lockToErase, type ChannelAlias } from '../locks.js';
import { refuse, type Refusal } from '../sessions/refusal.js';
import { audienceOf } from '../sessions/rights.js';
import { ownershipOf, selectSessions, toSessionView, type SessionRow } from '../sessions/session-view.js';
import { samePerson } from './same-person.js';
import { placeTombstones, TOMBSTONE_DAYS } from './tombstones.js';

const ASKED_AT_ONCE = 500;

export const receiptSchema = z
  .object({
    customerId: z.uuid(),
    erasedAt: z.iso.datetime(),
    erasedBy: z.string(),
    sessions: z.number().int(),
    messages: z.number().int(),
    files: z.number().int(),
    keptFiles: z
      .array(z.object({ fileId: z.uuid(), why: z.literal('in-other-conversations') }))
      .describe('What we sent and that others were sent too, or sent us; it ends with its own time'),
    state: z
      .enum(['finished', 'unfinished'])
      .describe('Unfinished: not every service has answered yet; it is tried again, also by asking again'),
    streamsForgetBy: z
      .record(z.string(), z.iso.datetime())
      .describe('By then each stream has forgotten what it carried of the customer'),
    refusedUntil: z.iso
      .datetime()
      .describe('Until then what the customer sent before is not taken again, however late a copy comes'),
  })
  .meta({ id: 'ErasureReceipt' });
export type Receipt = z.infer<typeof receiptSchema>;

interface ErasureRow {
  customer_id: string;
  erased_at: Date;
  erased_by: string;
  sessions: number;
  messages: number;
  conversations: { conversationId: string; channelId: string; phoneNumberId: string }[];
  file_ids: string[];
  kept_file_ids: string[];
  finished_at: Date | null;
}

/** Forgets customers: here at once, in the other services' stores by asking them, in the streams by their age. */
export class CustomerErasing {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly requests: Requests,
  ) {}

  /** Erases the customer, or goes on with what an earlier call has left undone. */
  async erase(customerId: string, by: Doer): Promise<Receipt | Refusal> {
    await inTransaction(this.source, (tx) => this.eraseHere(tx, customerId, by));
    const [row] = (await this.source.query('SELECT * FROM erasure WHERE customer_id = $1', [
      customerId,
    ])) as ErasureRow[];
    if (!row) return refuse('CUSTOMER_NOT_FOUND', 'There is no such customer.');
    const finished = row.finished_at !== null || (await this.eraseElsewhere(row));
    return toReceipt(row, finished);
  }

  /** Goes on with up to `limit` customers whose files or sends could not be erased yet; how many are done now. */
  async finishSome(limit: number): Promise<number> {
    const rows = (await this.source.query(
      'SELECT * FROM erasure WHERE finished_at IS NULL ORDER BY erased_at LIMIT $1',
      [limit],
    )) as ErasureRow[];
    let done = 0;
    for (const row of rows) if (await this.eraseElsewhere(row)) done++;
    return done;
  }

  private async eraseHere(tx: EntityManager, customerId: string, by: Doer): Promise<void> {
    await eraseAlone(tx);
    const customers = await samePerson(tx, customerId);
    if (customers.length === 0) return;
    const { conversations: conversationIds, sessions: sessionIds } = await lockToErase(tx, customers);
    await placeTombstones(tx, await aliasesOf(tx, customers));
    const conversations = (await tx.query(
      `SELECT id AS "conversationId", channel_id AS "channelId", phone_number_id AS "phoneNumberId"
       FROM conversation WHERE id = ANY($1)`,
      [conversationIds],
    )) as ErasureRow['conversations'];
    await this.tellAgents(tx, sessionIds);
    const files = await eraseOwnFiles(tx, customers, conversationIds);
    const messages = await eraseRows(tx, customers, conversationIds, sessionIds);
    await tx.query(
      `INSERT INTO erasure (customer_id, erased_at, erased_by, sessions, messages, conversations, file_ids, kept_file_ids)
       SELECT id, wabx.now(), $2, $3, $4, $5, $6, $7 FROM unnest($1::uuid[]) AS same (id)
       ON CONFLICT (customer_id) DO NOTHING`,
      [customers, by.name, sessionIds.length, messages, JSON.stringify(conversations), files.erased, files.kept],
    );
    const operation = {
      operationId: newId(),
      by,
      action: 'customer.erase' as const,
      targetId: customerId,
      filter: {},
      startedAt: new Date().toISOString(),
      outcome: { sessions: sessionIds.length, messages, files: files.erased.length, keptFiles: files.kept.length },
    };
    await enqueue(tx, [toOutboxFact(operationPerformed, NO_CHANNEL, operation)]);
  }

  /** Whoever has the session on the screen takes it away; what replicas hold of it for resuming goes as well. */
  private async tellAgents(tx: EntityManager, sessionIds: string[]): Promise<void> {
    const rows = (await tx.query(`${selectSessions} WHERE s.id = ANY($1)`, [sessionIds])) as SessionRow[];
    await enqueue(
      tx,
      rows.map((row) => {
        const bare = { ...row, name: null, phone: null, user_id: null, last_message: null, event_no: row.event_no + 1 };
        const data = {
          change: 'erased' as const,
          eventNo: row.event_no + 1,
          session: toSessionView(bare, this.configuration),
          audience: audienceOf(ownershipOf(row), this.configuration),
          losers: [],
        };
        return toOutboxFact(sessionChanged, row.channel_id, data, { orderKey: row.id });
      }),
    );
  }

  private async eraseElsewhere({ customer_id, conversations, file_ids }: ErasureRow): Promise<boolean> {
    try {
      for (const some of chunks(conversations)) await this.requests.ask(eraseSends, { conversations: some });
      for (const some of chunks(file_ids)) await this.requests.ask(eraseFiles, { fileIds: some });
    } catch {
      // Whoever did not answer is asked again; what is done already does no harm twice.
      return false;
    }
    await this.source.query('UPDATE erasure SET finished_at = wabx.now() WHERE customer_id = $1', [customer_id]);
    return true;
  }
}

async function aliasesOf(tx: EntityManager, customers: string[]): Promise<ChannelAlias[]> {
  return (await tx.query(
    `SELECT channel_id AS "channelId", kind, value FROM customer_alias WHERE customer_id = ANY($1)
     UNION SELECT channel_id, 'phone', phone FROM customer WHERE id = ANY($1) AND phone IS NOT NULL
     UNION SELECT channel_id, 'user_id', user_id FROM customer WHERE id = ANY($1) AND user_id IS NOT NULL
     UNION SELECT channel_id, 'phone', reply_wa_id FROM conversation WHERE customer_id = ANY($1) AND reply_wa_id IS NOT NULL
     UNION SELECT channel_id, 'phone', moved_to::jsonb ->> 'waId' FROM customer
           WHERE id = ANY($1) AND moved_to::jsonb ? 'waId'
     UNION SELECT channel_id, 'user_id', moved_to::jsonb ->> 'userId' FROM customer
           WHERE id = ANY($1) AND moved_to::jsonb ? 'userId'
     UNION SELECT channel_id, 'user_id', reply_user_id FROM conversation
           WHERE customer_id = ANY($1) AND reply_user_id IS NOT NULL`,
    [customers],
  )) as ChannelAlias[];
}

/**
 * Every file that their messages have or had, and what is known of it. What came from WhatsApp goes whoever else was sent
 * it; what we sent stays if others were sent it too (a price list), or if it came from another customer.
 */
async function eraseOwnFiles(
  tx: EntityManager,
  customers: string[],
  conversationIds: string[],
): Promise<{ erased: string[]; kept: string[] }> {
  const rows = (await tx.query(
    `SELECT file_id AS id FROM message m WHERE conversation_id = ANY($1) AND file_id IS NOT NULL
       AND (origin <> 'agent'
            OR NOT EXISTS (SELECT FROM message o WHERE o.file_id = m.file_id AND o.conversation_id <> ALL($1)))
     UNION
     SELECT e.file_id FROM edit_file e JOIN message m ON m.phone_number_id = e.phone_number_id AND m.wa_message_id = e.target
     WHERE m.conversation_id = ANY($1)
     UNION
     SELECT file_id FROM edit_file WHERE customer_id = ANY($2)
     ORDER BY id`,
    [conversationIds, customers],
  )) as { id: string }[];
  const ids = rows.map(({ id }) => id);
  // For ever the latest word about the file: what media-store said before may still be on its way.
  await tx.query(
    `INSERT INTO file (id, state, at) SELECT id, 'expired', 'infinity' FROM unnest($1::uuid[]) AS f (id)
     ON CONFLICT (id) DO UPDATE SET state = 'expired', at = 'infinity', mime_type = NULL, size = NULL, sha256 = NULL,
                                    filename = NULL, expires_at = NULL`,
    [ids],
  );
  const kept = (await tx.query(
    `SELECT DISTINCT file_id AS id FROM message
     WHERE conversation_id = ANY($1) AND file_id IS NOT NULL AND file_id <> ALL($2::uuid[]) ORDER BY id`,
    [conversationIds, ids],
  )) as { id: string }[];
  return { erased: ids, kept: kept.map(({ id }) => id) };
}

async function eraseRows(
  tx: EntityManager,
  customers: string[],
  conversations: string[],
  sessions: string[],
): Promise<number> {
  for (const table of ['reaction', 'amendment', 'edit_file', 'raw_change']) {
    await tx.query(
      `DELETE FROM ${table} x USING message m
       WHERE m.conversation_id = ANY($1) AND x.phone_number_id = m.phone_number_id AND x.target = m.wa_message_id`,
      [conversations],
    );
    await tx.query(`DELETE FROM ${table} WHERE customer_id = ANY($1)`, [customers]);
  }
  await tx.query(
    `DELETE FROM message_key k USING message m
     WHERE m.conversation_id = ANY($1) AND k.phone_number_id = m.phone_number_id AND k.wa_message_id = m.wa_message_id`,
    [conversations],
  );
  await tx.query('DELETE FROM message_key WHERE customer_id = ANY($1)', [customers]);
  await tx.query(
    'DELETE FROM idempotency i USING message m WHERE m.conversation_id = ANY($1) AND i.message_id = m.id',
    [conversations],
  );
  const [gone] = (await tx.query(
    `WITH gone AS (DELETE FROM message WHERE conversation_id = ANY($1) RETURNING 1) SELECT count(*)::int AS count FROM gone`,
    [conversations],
  )) as { count: number }[];
  await tx.query('DELETE FROM searchable WHERE place = ANY($1)', [[...sessions, ...customers]]);
  for (const table of ['archived', 'read_position', 'timeline']) {
    await tx.query(`DELETE FROM ${table} WHERE session_id = ANY($1)`, [sessions]);
  }
  await tx.query('DELETE FROM session WHERE id = ANY($1)', [sessions]);
  await tx.query('DELETE FROM conversation WHERE id = ANY($1)', [conversations]);
  await tx.query('DELETE FROM customer_alias WHERE customer_id = ANY($1)', [customers]);
  await tx.query('DELETE FROM merged_customer WHERE customer_id = ANY($1)', [customers]);
  await tx.query('DELETE FROM customer WHERE id = ANY($1)', [customers]);
  return gone?.count ?? 0;
}

function toReceipt(row: ErasureRow, finished: boolean): Receipt {
  const after = (seconds: number) => new Date(row.erased_at.getTime() + seconds * 1000).toISOString();
  return {
    customerId: row.customer_id,
    erasedAt: row.erased_at.toISOString(),
    erasedBy: row.erased_by,
    sessions: row.sessions,
    messages: row.messages,
    files: row.file_ids.length,
    keptFiles: row.kept_file_ids.map((fileId) => ({ fileId, why: 'in-other-conversations' as const })),
    state: finished ? 'finished' : 'unfinished',
    streamsForgetBy: Object.fromEntries(streams.map(({ name, maxAgeSeconds }) => [name, after(maxAgeSeconds)])),
    refusedUntil: after(TOMBSTONE_DAYS * 24 * 3600),
  };
}

function* chunks<T>(items: T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += ASKED_AT_ONCE) yield items.slice(at, at + ASKED_AT_ONCE);
}
