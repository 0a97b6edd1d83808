import type { ServiceContext } from '@wabx/runtime';
import { invalidInput } from '@wabx/runtime';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { resolvePeriod, type Period } from './period.js';
import { recount } from './recount.js';
import type { ReportQuery, TimeseriesQuery } from './report-query.js';
import { ReportStore } from './report-store.js';
import type {
  ChannelCounts,
  channelsReportSchema,
  failuresReportSchema,
  Selfcheck,
  timeseriesReportSchema,
} from './reports.js';

const POINTS_MAX = 10_000;
const HOUR_MS = 3_600_000;

/** Answers what the routes ask, as JSON shows it; CSV is made of the same. */
export class StatsReports {
  private readonly store: ReportStore;

  constructor(
    private readonly source: DataSource,
    private readonly channelsView: ServiceContext<object>['channels'],
  ) {
    this.store = new ReportStore(source);
  }

  /** One item per number; a configured number without messages is there with zeros. */
  async channels(query: ReportQuery): Promise<z.infer<typeof channelsReportSchema>> {
    const period = await resolvePeriod(this.source, query);
    const items = await this.store.channels({ ...query, period });
    const counted = new Set(items.map(keyOf));
    const silent = this.configuredNumbers(query).filter((number) => !counted.has(keyOf(number)));
    const all = [...items, ...silent].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    return { ...describe(period), items: all };
  }

  async timeseries(query: TimeseriesQuery): Promise<z.infer<typeof timeseriesReportSchema>> {
    const period = await resolvePeriod(this.source, query);
    const spanMs = period.from && period.to ? period.to.getTime() - period.from.getTime() : 0;
    const pointMs = query.interval === 'hour' ? HOUR_MS : 24 * HOUR_MS;
    if (spanMs / pointMs > POINTS_MAX) throw tooManyPoints();
    const items = await this.store.timeseries({ ...query, period }, query.interval, POINTS_MAX + 1);
    if (items.length > POINTS_MAX) throw tooManyPoints();
    return { ...describe(period), items };
  }

  async failures(query: ReportQuery): Promise<z.infer<typeof failuresReportSchema>> {
    const period = await resolvePeriod(this.source, query);
    return { ...describe(period), items: await this.store.failures({ ...query, period }) };
  }

  async selfcheck(): Promise<Selfcheck> {
    return await recount(this.source);
  }

  private configuredNumbers({ channelId, phoneNumberId }: ReportQuery): ChannelCounts[] {
    return [...this.channelsView.values()]
      .filter((channel) => !channel.deleted && (channelId === undefined || channel.id === channelId))
      .flatMap(({ id, numbers }) => numbers.map((number) => ({ channelId: id, phoneNumberId: number.phoneNumberId })))
      .filter((number) => phoneNumberId === undefined || number.phoneNumberId === phoneNumberId)
      .map((number) => ({ ...number, ...nothing() }));
  }
}

const keyOf = ({ channelId, phoneNumberId }: { channelId: string; phoneNumberId: string }) =>
  `${channelId} ${phoneNumberId}`;

const nothing = () => ({
  received: 0,
  sent: { total: 0, succeeded: 0, failed: 0, pending: 0 },
  delivered: 0,
  read: 0,
  apart: 0,
});

const tooManyPoints = () =>
  invalidInput([
    { path: ['interval'], message: `would make more than ${POINTS_MAX} points; choose a shorter time or days` },
  ]);

function describe({ from, to, tz }: Period): { from?: string; to?: string; tz: string } {
  return { ...(from && { from: from.toISOString() }), ...(to && { to: to.toISOString() }), tz };
}
