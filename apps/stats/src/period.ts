import { invalidInput } from '@wabx/runtime';
import { QueryFailedError, type DataSource } from 'typeorm';
import type { ReportQuery } from './report-query.js';

/** The time a report is about, `from` inclusive, `to` exclusive; a missing end is open. */
export interface Period {
  from: Date | undefined;
  to: Date | undefined;
  tz: string;
}

/** Turns what was asked for into instants, by the database's clock and its knowledge of time zones. */
export async function resolvePeriod(source: DataSource, query: ReportQuery): Promise<Period> {
  const { range, from, to, tz = 'UTC' } = query;
  try {
    if (from !== undefined && to !== undefined) {
      const first = isDate(from) ? 'start_of_day($2::date, $1)' : '$2::timestamptz';
      const last = isDate(to) ? 'start_of_day($3::date + 1, $1)' : '$3::timestamptz';
      const period = await ask(source, tz, `SELECT ${first} AS "from", ${last} AS "to", $1::text`, [tz, from, to]);
      if (!(period.from && period.to && period.from < period.to)) {
        throw invalidInput([{ path: ['to'], message: 'must be after from' }]);
      }
      return period;
    }
    if (range === undefined || range === 'all') return await ask(source, tz, OPEN, [tz]);
    return await ask(source, tz, PRESET, [tz, range]);
  } catch (error) {
    if (!isUnknownZone(error)) throw error;
    throw invalidInput([{ path: ['tz'], message: 'is a time zone that the database does not know' }]);
  }
}

// The cast makes Postgres judge the zone also where no day has to be found.
const OPEN = `SELECT NULL AS "from", NULL AS "to", wabx.now() AT TIME ZONE $1`;

const PRESET = `
  WITH today AS (SELECT (wabx.now() AT TIME ZONE $1)::date AS day),
  days AS (
    SELECT CASE $2
             WHEN 'today' THEN day
             WHEN 'yesterday' THEN day - 1
             WHEN 'last7days' THEN day - 6
             WHEN 'last30days' THEN day - 29
             WHEN 'thisMonth' THEN date_trunc('month', day::timestamp)::date
           END AS first,
           CASE $2
             WHEN 'yesterday' THEN day
             WHEN 'thisMonth' THEN (date_trunc('month', day::timestamp) + interval '1 month')::date
             ELSE day + 1
           END AS next
      FROM today)
  SELECT start_of_day(first, $1) AS "from", start_of_day(next, $1) AS "to" FROM days`;

async function ask(source: DataSource, tz: string, sql: string, parameters: string[]): Promise<Period> {
  const [row]: { from: Date | null; to: Date | null }[] = await source.query(sql, parameters);
  return { from: row?.from ?? undefined, to: row?.to ?? undefined, tz };
}

function isDate(limit: string): boolean {
  return limit.length === 10;
}

/** Node and Postgres each bring a list of zones, and one may be older. */
function isUnknownZone(error: unknown): boolean {
  return error instanceof QueryFailedError && 'code' in error.driverError && error.driverError.code === '22023';
}
