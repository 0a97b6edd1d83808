import type { DataSource } from 'typeorm';
import type { Period } from './period.js';
import type { TimeseriesQuery } from './report-query.js';
import type { ChannelCounts, Counts, Failure, Point } from './reports.js';

export interface Filter {
  period: Period;
  channelId?: string | undefined;
  phoneNumberId?: string | undefined;
}

/** The counters as people ask for them. */
export class ReportStore {
  constructor(private readonly source: DataSource) {}

  async channels(filter: Filter): Promise<ChannelCounts[]> {
    const rows: (CountsRow & NumberRow)[] = await this.source.query(CHANNELS, parametersOf(filter));
    return rows.map((row) => ({
      channelId: row.channel_id,
      phoneNumberId: row.phone_number_id,
      ...toCounts(row),
    }));
  }

  /** At most `limit` points, those without messages too, so that a chart has no holes. */
  async timeseries(filter: Filter, interval: TimeseriesQuery['interval'], limit: number): Promise<Point[]> {
    const rows: (CountsRow & { start: Date; local_start: string })[] = await this.source.query(TIMESERIES, [
      ...parametersOf(filter),
      filter.period.tz,
      interval,
      limit,
    ]);
    return rows.map((row) => ({
      start: row.start.toISOString(),
      localStart: row.local_start,
      ...toCounts(row),
    }));
  }

  async failures(filter: Filter): Promise<Failure[]> {
    const rows: (NumberRow & { error_class: string; error_code: string | null; count: string })[] =
      await this.source.query(FAILURES, parametersOf(filter));
    return rows.map((row) => ({
      channelId: row.channel_id,
      phoneNumberId: row.phone_number_id,
      errorClass: row.error_class,
      ...(row.error_code === null ? {} : { errorCode: Number(row.error_code) }),
      count: Number(row.count),
    }));
  }
}

interface NumberRow {
  channel_id: string;
  phone_number_id: string;
}

/** bigint arrives as text. */
interface CountsRow {
  received: string;
  sent_succeeded: string;
  sent_failed: string;
  sent_pending: string;
  delivered: string;
  read: string;
  apart: string;
}

function toCounts(row: CountsRow): Counts {
  const [succeeded, failed, pending] = [Number(row.sent_succeeded), Number(row.sent_failed), Number(row.sent_pending)];
  return {
    received: Number(row.received),
    sent: { total: succeeded + failed + pending, succeeded, failed, pending },
    delivered: Number(row.delivered),
    read: Number(row.read),
    apart: Number(row.apart),
  };
}

function parametersOf({ period, channelId, phoneNumberId }: Filter): unknown[] {
  return [period.from, period.to, channelId, phoneNumberId];
}

const SUMS = ['received', 'sent_succeeded', 'sent_failed', 'sent_pending', 'delivered', 'read', 'apart']
  .map((column) => `coalesce(sum(${column}), 0) AS ${column}`)
  .join(', ');

const WITHIN = `
  bucket >= coalesce($1::timestamptz, '-infinity') AND bucket < coalesce($2::timestamptz, 'infinity')
  AND ($3::uuid IS NULL OR channel_id = $3) AND ($4::text IS NULL OR phone_number_id = $4)`;

const CHANNELS = `
  SELECT channel_id, phone_number_id, ${SUMS} FROM counter
   WHERE ${WITHIN} GROUP BY channel_id, phone_number_id
  -- A row that came and went says nothing: its message was withdrawn before it left.
  HAVING sum(received + sent_succeeded + sent_failed + sent_pending + apart) > 0
   ORDER BY channel_id, phone_number_id`;

const FAILURES = `
  WITH failure AS (
    SELECT bucket, channel_id, phone_number_id, error_class, error_code, 1 AS count
      FROM message_fact WHERE outcome = 'failed'
    UNION ALL
    SELECT bucket, channel_id, phone_number_id, error_class, error_code, sent_failed FROM settled WHERE sent_failed > 0
  )
  SELECT channel_id, phone_number_id, coalesce(error_class, 'unknown') AS error_class, error_code, sum(count) AS count
    FROM failure
   WHERE ${WITHIN}
   GROUP BY channel_id, phone_number_id, coalesce(error_class, 'unknown'), error_code
   ORDER BY channel_id, phone_number_id, sum(count) DESC, error_class, error_code`;

// A point begins where the local hour or day changes, or where the clocks are put: an hour that is lived twice is two points.
const TIMESERIES = `
  WITH span AS (
    SELECT coalesce($1::timestamptz, min(bucket)) AS first,
           coalesce($2::timestamptz, max(bucket) + interval '15 minutes') AS next
      FROM counter WHERE ${WITHIN}
  ), quarter AS (
    SELECT quarter, quarter AT TIME ZONE $5 AS local, lag(quarter AT TIME ZONE $5) OVER (ORDER BY quarter) AS previous
      FROM span, generate_series(first, next - interval '15 minutes', interval '15 minutes') AS quarter
  ), numbered AS (
    SELECT quarter, local, count(*) FILTER (
             WHERE previous IS NULL
                OR CASE $6 WHEN 'day' THEN local::date <> previous::date
                   ELSE extract(minute FROM local) = 0 OR local <> previous + interval '15 minutes' END
           ) OVER (ORDER BY quarter) AS point
      FROM quarter
  ), counted AS (
    SELECT bucket, ${SUMS} FROM counter WHERE ${WITHIN} GROUP BY bucket
  )
  SELECT min(quarter) AS start, to_char(min(quarter) AT TIME ZONE $5, 'YYYY-MM-DD"T"HH24:MI') AS local_start, ${SUMS}
    FROM numbered LEFT JOIN counted ON bucket = quarter
   GROUP BY point ORDER BY point LIMIT $7`;
