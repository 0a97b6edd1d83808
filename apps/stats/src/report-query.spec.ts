import { describe, expect, it } from '@jest/globals';
import { reportQuery, timeseriesQuery } from './report-query.js';

describe('what may be asked', () => {
  it.each([
    {},
    { range: 'last7days' },
    { range: 'today', tz: 'Europe/Berlin' },
    { range: 'today', tz: 'America/Argentina/Buenos_Aires' },
    { range: 'all', tz: 'UTC' },
    { from: '2026-03-28', to: '2026-03-29', tz: 'Asia/Kathmandu' },
    { from: '2026-03-28T10:15:00Z', to: '2026-03-29T00:00:00+02:00' },
    { from: '2026-03-28', to: '2026-03-29T00:00:00+02:00' },
  ])('%j', (query) => {
    expect(reportQuery.safeParse(query).success).toBe(true);
  });

  it.each([
    [{ range: 'tomorrow' }, 'range'],
    [{ range: 'today', from: '2026-03-28', to: '2026-03-29' }, 'range'],
    [{ from: '2026-03-28' }, 'range'],
    [{ to: '2026-03-28' }, 'range'],
    [{ from: '2026-02-30', to: '2026-03-29' }, 'from'],
    [{ from: '2026-03-28T10:10:00Z', to: '2026-03-29' }, 'from'],
    [{ tz: 'Europe/Atlantis' }, 'tz'],
    // Postgres would take these three, each for something else than people mean.
    [{ tz: 'CET' }, 'tz'],
    [{ tz: '+01:00' }, 'tz'],
    [{ tz: 'Nowhere+3' }, 'tz'],
    [{ tz: "UTC'; DROP TABLE counter; --" }, 'tz'],
    [{ channelId: 'first' }, 'channelId'],
  ])('refuses %j for its %s', (query, field) => {
    const parsed = reportQuery.safeParse(query);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  it('needs an interval for a time series', () => {
    expect(timeseriesQuery.safeParse({ interval: 'hour' }).success).toBe(true);
    expect(timeseriesQuery.safeParse({ interval: 'week' }).success).toBe(false);
    expect(timeseriesQuery.safeParse({}).success).toBe(false);
  });
});
