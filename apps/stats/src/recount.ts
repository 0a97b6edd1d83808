import type { DataSource } from 'typeorm';
import type { Selfcheck } from './reports.js';

const COLUMNS = ['received', 'sent_succeeded', 'sent_failed', 'sent_pending', 'delivered', 'read', 'apart'];

/** Counts every message again, forgotten ones by what they counted, and compares with the counters at one moment. */
export async function recount(source: DataSource): Promise<Selfcheck> {
  const [row]: Row[] = await source.transaction(async (tx) => {
    // It reads every message there is; the usual five seconds are for what many wait for.
    await tx.query(`SET LOCAL statement_timeout = '15s'`);
    return await tx.query(RECOUNT);
  });
  if (row === undefined) throw new Error('the recount answered nothing');
  return {
    checkedAt: row.checked_at.toISOString(),
    messages: Number(row.messages),
    parked: Number(row.parked),
    differences: Number(row.differences),
    examples: row.examples.map(({ bucket, ...example }) => ({ bucket: new Date(bucket).toISOString(), ...example })),
  };
}

interface Row {
  checked_at: Date;
  messages: string;
  parked: string;
  differences: string;
  examples: Selfcheck['examples'];
}

const present = (side: string) => COLUMNS.map((column) => `coalesce(${side}.${column}, 0)`).join(', ');
const listed = (side: string) => COLUMNS.map((column) => `'${column}', coalesce(${side}.${column}, 0)`).join(', ');

const RECOUNT = `
  WITH recounted AS (
    SELECT bucket, channel_id, phone_number_id,
           count(*) AS messages,
           count(*) FILTER (WHERE counted = 'received') AS received,
           count(*) FILTER (WHERE outcome = 'succeeded') AS sent_succeeded,
           count(*) FILTER (WHERE outcome = 'failed') AS sent_failed,
           count(*) FILTER (WHERE outcome = 'pending') AS sent_pending,
           count(*) FILTER (WHERE delivered) AS delivered,
           count(*) FILTER (WHERE read) AS read,
           count(*) FILTER (WHERE counted = 'apart') AS apart
      FROM message_fact GROUP BY bucket, channel_id, phone_number_id
    UNION ALL
    SELECT bucket, channel_id, phone_number_id, received + sent_succeeded + sent_failed + apart,
           received, sent_succeeded, sent_failed, 0, delivered, read, apart
      FROM settled
  ), known AS (
    SELECT bucket, channel_id, phone_number_id, sum(messages) AS messages,
           ${COLUMNS.map((column) => `sum(${column}) AS ${column}`).join(', ')}
      FROM recounted WHERE channel_id IS NOT NULL GROUP BY bucket, channel_id, phone_number_id
  ), difference AS (
    SELECT jsonb_build_object(
             'bucket', bucket, 'channelId', channel_id, 'phoneNumberId', phone_number_id,
             'counted', jsonb_build_object(${listed('counter')}),
             'recounted', jsonb_build_object(${listed('known')})) AS example
      FROM counter FULL JOIN known USING (bucket, channel_id, phone_number_id)
     WHERE (${present('counter')}) <> (${present('known')})
     ORDER BY bucket, channel_id, phone_number_id
  )
  SELECT clock_timestamp() AS checked_at,
         (SELECT coalesce(sum(messages), 0) FROM known) AS messages,
         (SELECT coalesce(sum(messages), 0) FROM recounted WHERE channel_id IS NULL) AS parked,
         (SELECT count(*) FROM difference) AS differences,
         coalesce((SELECT jsonb_agg(example) FROM (SELECT example FROM difference LIMIT 100) AS first), '[]') AS examples`;
