import type { DataSource, EntityManager } from 'typeorm';
import { pacedLimit } from '../sending/pace.js';

/** Meta counts what comes in as well; but however much comes in, answers go out at this rate (design section 10). */
const FLOOR_PER_SECOND = 20;

// 0.7 for ten seconds after Meta complained, then a twentieth more each second. Real time, not `wabx.now()`: slots pace
// a wire, and a clock moved in a test must neither stop nor release it.
const slowFactor = (row: string) => `
  CASE WHEN ${row}.slowed_at IS NULL THEN 1
       ELSE least(1, ${row}.slow_factor
                     + 0.05 * greatest(0, extract(epoch FROM clock_timestamp() - ${row}.slowed_at) - 10)) END`;
const inboundPerSecond = (id: string) => `(
  SELECT coalesce(sum(count), 0) / 10.0 FROM inbound_second i
   WHERE i.phone_number_id = ${id} AND i.second > clock_timestamp() - interval '10 s')`;

export interface SlotsWanted {
  phoneNumberId: string;
  count: number;
  /** What Meta allows the number. */
  limitPerSecond: number;
  /** No slot begins sooner than this from now: one that begins before we know of it is lost. */
  leadMs: number;
}

export interface Slots {
  /** Begin of each slot by `performance.now()`, in order. */
  startsMs: number[];
  pacePerSecond: number;
}

/**
 * Reserves the next `count` slots of each of these numbers, over all replicas, in one statement; answers in their order. A
 * slot that its owner meets late is lost: only so does the limit hold in every window, also after a stall. The rows may be
 * written without waiting for the disk: a database that crashed takes longer to return than any slot lies ahead.
 */
export async function reserveSlots(source: DataSource, wanted: readonly SlotsWanted[]): Promise<Slots[]> {
  const rows: { id: string; ms_until_end: number; pace: number }[] = await source.query(
    `WITH asynchronous AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
     pace AS MATERIALIZED (
       SELECT n.*, least(n.paced * ${slowFactor('r')},
                         greatest(least($2::float8, n.paced), n.allowed - ${inboundPerSecond('n.id')})) AS pace
         FROM asynchronous, jsonb_to_recordset($1::jsonb) AS n (
                id text, count int, paced float8, allowed float8, lead_seconds float8)
         LEFT JOIN rate_slot r ON r.phone_number_id = n.id
     ),
     reserved AS (
       INSERT INTO rate_slot AS r (phone_number_id, tat)
       SELECT id, clock_timestamp() + make_interval(secs => lead_seconds + count / pace) FROM pace ORDER BY id
       ON CONFLICT (phone_number_id) DO UPDATE
          SET tat = greatest(excluded.tat,
                             r.tat + (SELECT make_interval(secs => count / pace) FROM pace WHERE id = r.phone_number_id))
       RETURNING phone_number_id, tat
     )
     SELECT id, (extract(epoch FROM tat - clock_timestamp()) * 1000)::float8 AS ms_until_end, pace::float8
       FROM reserved JOIN pace ON id = phone_number_id`,
    [
      JSON.stringify(
        wanted.map(({ phoneNumberId, count, limitPerSecond, leadMs }) => ({
          id: phoneNumberId,
          count,
          paced: pacedLimit(limitPerSecond),
          allowed: limitPerSecond,
          lead_seconds: leadMs / 1000,
        })),
      ),
      FLOOR_PER_SECOND,
    ],
  );
  const nowMs = performance.now();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted.map(({ phoneNumberId, count }) => {
    const row = byId.get(phoneNumberId);
    if (!row) throw new Error(`no slots for number ${phoneNumberId}`);
    const endMs = nowMs + row.ms_until_end;
    return {
      startsMs: Array.from({ length: count }, (_, at) => endMs - ((count - at) * 1000) / row.pace),
      pacePerSecond: row.pace,
    };
  });
}

/** Meta says that the number's rate is reached: everybody sends slower for a while. */
export async function slowDown(source: DataSource, phoneNumberId: string): Promise<void> {
  await source.query(
    `UPDATE rate_slot r SET slow_factor = greatest(0.1, 0.7 * ${slowFactor('r')}), slowed_at = clock_timestamp()
      WHERE phone_number_id = $1 AND (slowed_at IS NULL OR slowed_at < clock_timestamp() - interval '1 s')`,
    [phoneNumberId],
  );
}

/** Counts messages of customers towards the rate of their number. */
export async function countInbound(
  tx: EntityManager | DataSource,
  received: readonly { phoneNumberId: string; receivedAt: string }[],
): Promise<void> {
  if (received.length === 0) return;
  await tx.query(
    `INSERT INTO inbound_second AS i (phone_number_id, second, count)
     SELECT phone_number_id, date_trunc('second', at), count(*)
       FROM unnest($1::text[], $2::timestamptz[]) AS n (phone_number_id, at)
      WHERE at > clock_timestamp() - interval '60 s' GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (phone_number_id, second) DO UPDATE SET count = i.count + excluded.count`,
    [received.map((event) => event.phoneNumberId), received.map((event) => event.receivedAt)],
  );
  await tx.query(`DELETE FROM inbound_second WHERE second < clock_timestamp() - interval '60 s'`);
}

export interface Rate {
  phoneNumberId: string;
  inboundPerSecond: number;
  slowedTo: number;
  waiting: number;
  sending: number;
}

/** What each number does at this moment. */
export async function currentRates(source: DataSource, phoneNumberIds: readonly string[]): Promise<Rate[]> {
  return await source.query(
    `SELECT n.id AS "phoneNumberId", ${inboundPerSecond('n.id')}::float8 AS "inboundPerSecond",
            (${slowFactor('r')})::float8 AS "slowedTo",
            count(s.message_id) FILTER (WHERE s.state IN ('queued', 'retry_wait'))::int AS waiting,
            count(s.message_id) FILTER (WHERE s.state = 'sending')::int AS sending
       FROM unnest($1::text[]) AS n (id)
       LEFT JOIN rate_slot r ON r.phone_number_id = n.id
       LEFT JOIN send s ON s.phone_number_id = n.id AND s.state IN ('queued', 'retry_wait', 'sending')
      GROUP BY n.id, r.slow_factor, r.slowed_at ORDER BY n.id`,
    [phoneNumberIds],
  );
}
