import { inOrder, inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { holdForgetting } from './fact-forgetting.js';
import { joinFacts, type Fact } from './to-fact.js';

/** Keeps what is known of each message and, in the same transaction, the counters. */
export class FactStore {
  constructor(private readonly source: DataSource) {}

  /** Any order, any duplicates, any number of callers at once: the counters come out the same. */
  async record(facts: Fact[]): Promise<void> {
    const joined = joinFacts(facts);
    if (joined.length === 0) return;
    await inTransaction(this.source, async (tx) => {
      await inOrder([holdForgetting(tx), tx.query(LOCK, [joined.map(({ messageId }) => messageId)])]);
      await tx.query(APPLY_AND_COUNT, [JSON.stringify(joined.map(toRow))]);
    });
  }
}

function toRow({ messageId, stored, send }: Fact): object {
  return {
    message_id: messageId,
    channel_id: stored?.channelId,
    phone_number_id: stored?.phoneNumberId,
    direction: stored?.direction,
    counted: stored?.counted,
    at: stored?.at,
    state_no: send?.stateNo,
    state: send?.state,
    error_class: send?.errorClass,
    error_code: send?.errorCode,
  };
}

// Makes the row or locks the one that is there (`WHERE false` locks without writing), all in one order. Only from here on
// is it certain what the row was before, and the difference to that is what gets counted. A message whose fact was
// forgotten gets no new one, or a late copy would count it again.
const LOCK = `
  INSERT INTO message_fact (message_id)
  SELECT id FROM unnest($1::uuid[]) AS id
   WHERE id > (SELECT up_to FROM forgotten) OR EXISTS (SELECT FROM message_fact WHERE message_id = id)
   ORDER BY id
  ON CONFLICT (message_id) DO UPDATE SET message_id = excluded.message_id WHERE false`;

// The first word holds, but of a stand-in: it counts apart until the message is there that it stands for.
const SAYS_MORE = `coalesce(fact.channel_id IS NOT NULL
  AND (known.channel_id IS NULL OR (known.counted = 'apart' AND fact.counted = 'received')), false)`;

const APPLY_AND_COUNT = `
  WITH fact AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS fact (
      message_id uuid, channel_id uuid, phone_number_id text, direction text, counted text, at timestamptz,
      state_no integer, state text, error_class text, error_code bigint)
  ), before AS MATERIALIZED (
    SELECT message_fact.* FROM message_fact JOIN fact USING (message_id)
  ), after AS (
    UPDATE message_fact AS known SET
      changed_at = wabx.now(),
      channel_id = CASE WHEN ${SAYS_MORE} THEN fact.channel_id ELSE known.channel_id END,
      phone_number_id = CASE WHEN ${SAYS_MORE} THEN fact.phone_number_id ELSE known.phone_number_id END,
      direction = CASE WHEN ${SAYS_MORE} THEN fact.direction ELSE known.direction END,
      counted = CASE WHEN ${SAYS_MORE} THEN fact.counted ELSE known.counted END,
      at = CASE WHEN ${SAYS_MORE} THEN fact.at ELSE known.at END,
      state_no = CASE WHEN fact.state_no > known.state_no THEN fact.state_no ELSE known.state_no END,
      state = CASE WHEN fact.state_no > known.state_no THEN fact.state ELSE known.state END,
      error_class = CASE WHEN fact.state_no > known.state_no THEN fact.error_class ELSE known.error_class END,
      error_code = CASE WHEN fact.state_no > known.state_no THEN fact.error_code ELSE known.error_code END
    FROM fact
    WHERE known.message_id = fact.message_id
      AND (fact.state_no > known.state_no OR ${SAYS_MORE})
    RETURNING known.*
  ), step AS (
    SELECT 1 AS by, after.* FROM after
    UNION ALL
    SELECT -1, before.* FROM before WHERE message_id IN (SELECT message_id FROM after)
  ), change AS (
    SELECT bucket, channel_id, phone_number_id,
           coalesce(sum(by) FILTER (WHERE counted = 'received'), 0) AS received,
           coalesce(sum(by) FILTER (WHERE outcome = 'succeeded'), 0) AS sent_succeeded,
           coalesce(sum(by) FILTER (WHERE outcome = 'failed'), 0) AS sent_failed,
           coalesce(sum(by) FILTER (WHERE outcome = 'pending'), 0) AS sent_pending,
           coalesce(sum(by) FILTER (WHERE delivered), 0) AS delivered,
           coalesce(sum(by) FILTER (WHERE read), 0) AS read,
           coalesce(sum(by) FILTER (WHERE counted = 'apart'), 0) AS apart
      FROM step WHERE channel_id IS NOT NULL
     GROUP BY bucket, channel_id, phone_number_id
  )
  INSERT INTO counter AS c
    (bucket, channel_id, phone_number_id, received, sent_succeeded, sent_failed, sent_pending, delivered, read, apart)
  SELECT * FROM change
   WHERE (received, sent_succeeded, sent_failed, sent_pending, delivered, read, apart) <> (0, 0, 0, 0, 0, 0, 0)
   ORDER BY bucket, channel_id, phone_number_id
  ON CONFLICT (bucket, channel_id, phone_number_id) DO UPDATE SET
    received = c.received + excluded.received,
    sent_succeeded = c.sent_succeeded + excluded.sent_succeeded,
    sent_failed = c.sent_failed + excluded.sent_failed,
    sent_pending = c.sent_pending + excluded.sent_pending,
    delivered = c.delivered + excluded.delivered,
    read = c.read + excluded.read,
    apart = c.apart + excluded.apart`;
