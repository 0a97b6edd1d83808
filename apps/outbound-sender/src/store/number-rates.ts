import { prepared, type Queryable } from '@wabx/persistence';
import type { DataSource } from 'typeorm';

/** A complaint that is older says nothing about what is sent now: Meta's webhooks may come hours later. */
const COMPLAINT_SECONDS_MAX = 60;

// 0.7 for ten seconds after Meta complained, then a twentieth more each second. Real time, not `wabx.now()`: a clock moved
// in a test must neither stop nor release a wire.
const slowedTo = (row: string) => `
  (CASE WHEN ${row}.slowed_at IS NULL THEN 1
        ELSE least(1, ${row}.slow_factor
                      + 0.05 * greatest(0, extract(epoch FROM clock_timestamp() - ${row}.slowed_at) - 10)) END)::float8`;
const inboundPerSecond = (id: string) => `(
  SELECT coalesce(sum(count), 0) / 10.0 FROM inbound_second i
   WHERE i.phone_number_id = ${id} AND i.second > clock_timestamp() - interval '10 s')::float8`;

/** A number that this replica leads, or that nobody leads and that has something to send. */
export interface NumberState {
  phoneNumberId: string;
  isLed: boolean;
  hasWork: boolean;
  inboundPerSecond: number;
  slowedTo: number;
}

export async function lookAtNumbers(
  source: DataSource,
  replicaId: string,
  phoneNumberIds: readonly string[],
): Promise<NumberState[]> {
  return await source.query(LOOK, [phoneNumberIds, replicaId]);
}

const LOOK = prepared(
  'look_at_numbers',
  `SELECT n.id AS "phoneNumberId", l.owner IS NOT NULL AS "isLed", "hasWork",
          ${inboundPerSecond('n.id')} AS "inboundPerSecond", ${slowedTo('r')} AS "slowedTo"
     FROM unnest($1::text[]) AS n (id)
     LEFT JOIN lease l ON l.phone_number_id = n.id
     LEFT JOIN number_rate r ON r.phone_number_id = n.id
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM conversation c
                                         WHERE c.phone_number_id = n.id AND c.ready_at <= (SELECT wabx.now())) AS "hasWork") w
    WHERE l.owner = $2 OR (l.owner IS NULL AND "hasWork")`,
);

/** Meta says that the number's rate is reached. `complainedAt` in ISO 8601, when it did not say so just now. */
export async function slowDown(source: Queryable, phoneNumberId: string, complainedAt?: string): Promise<void> {
  await source.query(
    `INSERT INTO number_rate AS r (phone_number_id, slow_factor, slowed_at)
     SELECT $1, 0.7, clock_timestamp()
      WHERE coalesce($2::timestamptz > clock_timestamp() - interval '${COMPLAINT_SECONDS_MAX} s', true)
     ON CONFLICT (phone_number_id) DO UPDATE
        SET slow_factor = greatest(0.1, 0.7 * ${slowedTo('r')}), slowed_at = excluded.slowed_at
      WHERE r.slowed_at IS NULL OR r.slowed_at < clock_timestamp() - interval '1 s'`,
    [phoneNumberId, complainedAt],
  );
}

/** Counts messages of customers towards the rate of their number. */
export async function countInbound(
  source: Queryable,
  received: readonly { phoneNumberId: string; receivedAt: string }[],
): Promise<void> {
  if (received.length === 0) return;
  await source.query(
    `INSERT INTO inbound_second AS i (phone_number_id, second, count)
     SELECT phone_number_id, date_trunc('second', at), count(*)
       FROM unnest($1::text[], $2::timestamptz[]) AS n (phone_number_id, at)
      WHERE at > clock_timestamp() - interval '60 s' GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (phone_number_id, second) DO UPDATE SET count = i.count + excluded.count`,
    [received.map((event) => event.phoneNumberId), received.map((event) => event.receivedAt)],
  );
  await source.query(`DELETE FROM inbound_second WHERE second < clock_timestamp() - interval '60 s'`);
}

export interface Rate extends Omit<NumberState, 'isLed' | 'hasWork'> {
  waiting: number;
  sending: number;
}

/** What each number does at this moment. */
export async function currentRates(source: DataSource, phoneNumberIds: readonly string[]): Promise<Rate[]> {
  return await source.query(
    `SELECT n.id AS "phoneNumberId", ${inboundPerSecond('n.id')} AS "inboundPerSecond", ${slowedTo('r')} AS "slowedTo",
            count(s.message_id) FILTER (WHERE s.state IN ('queued', 'retry_wait'))::int AS waiting,
            count(s.message_id) FILTER (WHERE s.state = 'sending')::int AS sending
       FROM unnest($1::text[]) AS n (id)
       LEFT JOIN number_rate r ON r.phone_number_id = n.id
       LEFT JOIN send s ON s.phone_number_id = n.id AND s.state IN ('queued', 'retry_wait', 'sending')
      GROUP BY n.id, r.slow_factor, r.slowed_at ORDER BY n.id`,
    [phoneNumberIds],
  );
}
