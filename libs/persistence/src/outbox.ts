import type pg from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { Queryable } from './clock.js';
import type { OutboxEntry } from './ordered-publisher.js';
import { prepared } from './prepared.js';

/**
 * The table through which the facts of a schema leave it. Each owner runs this text in its first migration.
 * A queue's table is all births and deaths, so it is vacuumed by the number of dead rows, not by their share.
 */
export const outboxTableSql = `
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    order_key text,
    payload jsonb NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
  ) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
  )
`;

export interface NewOutboxEntry {
  subject: string;
  /** Entries of one key are published one after the other, in the order of their ids; entries without a key freely. */
  orderKey?: string;
  payload: unknown;
  headers?: Record<string, string>;
}

/** The channel on which a commit with new entries wakes the relay of its schema. */
export function outboxChannel(schema: string): string {
  return `${CHANNEL_PREFIX}${schema}`;
}
const CHANNEL_PREFIX = 'wabx_outbox_';

/** Wakes the relay at the commit. */
const WAKE_RELAY = `pg_notify('${CHANNEL_PREFIX}' || current_schema(), '')`;

/**
 * Adds facts to the transaction `tx`, to be published in this order once it is committed, and never if it is not.
 * One statement for any number of entries, so that a batch of 100 messages costs one round trip.
 */
export async function enqueue(tx: EntityManager | QueryRunner, entries: readonly NewOutboxEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ subject, orderKey, payload, headers = {} }) => {
    return { subject, order_key: orderKey, payload, headers };
  });
  await tx.query(ENQUEUE, [JSON.stringify(rows)]);
}

const ENQUEUE = prepared(
  'enqueue',
  `WITH added AS (
     INSERT INTO outbox (subject, order_key, payload, headers)
     SELECT subject, order_key, coalesce(payload, 'null'), headers -- a JSON null comes out of the set as an SQL one
       FROM ROWS FROM (json_to_recordset($1) AS (subject text, order_key text, payload jsonb, headers jsonb))
            WITH ORDINALITY AS entry (subject, order_key, payload, headers, position)
      ORDER BY position
   )
   SELECT ${WAKE_RELAY}`,
);

/**
 * Forgets `published` and reads the oldest entries outside `without`, which must name those too, in one statement. By existence
 * and never by "id greater than the last one": ids are given out before the commit, so a lower one may appear later.
 */
export async function readOutbox(
  client: pg.Client,
  schema: string,
  published: string[],
  without: { keys: string[]; ids: string[] },
  limit: number,
): Promise<OutboxEntry[]> {
  const found = await client.query<Omit<OutboxEntry, 'msgId'> & { createdMicros: string }>({
    name: 'read_outbox',
    text: `WITH forgotten AS (DELETE FROM ${schema}.outbox WHERE id = ANY ($1::bigint[]))
     SELECT id, subject, order_key AS "orderKey", payload::text AS payload, headers,
            (extract(epoch FROM created_at) * 1000000)::bigint AS "createdMicros"
       FROM ${schema}.outbox
      WHERE (order_key IS NULL OR order_key <> ALL ($2::text[])) AND id <> ALL ($3::bigint[])
      ORDER BY id
      LIMIT $4`,
    values: [published, without.keys, without.ids, limit],
  });
  return found.rows.map(({ createdMicros, ...entry }) => ({
    ...entry,
    // The time is in it because ids start again in a restored or a second database, and the broker would then take
    // new facts for repetitions of old ones and drop them.
    msgId: `${schema}:${entry.id}:${createdMicros}`,
  }));
}

/** How much waits, counted to 10,000 at most, and for how long the oldest has waited. */
export async function outboxLag(source: Queryable, schema: string): Promise<{ waiting: number; oldestAgeMs: number }> {
  const rows = (await source.query(
    `SELECT (SELECT count(*)::int FROM (SELECT FROM ${schema}.outbox LIMIT 10000) AS counted) AS waiting,
            COALESCE((SELECT extract(epoch FROM clock_timestamp() - created_at) * 1000
                        FROM ${schema}.outbox ORDER BY id LIMIT 1), 0)::float8 AS "oldestAgeMs"`,
  )) as { waiting: number; oldestAgeMs: number }[];
  return rows[0] ?? { waiting: 0, oldestAgeMs: 0 };
}
