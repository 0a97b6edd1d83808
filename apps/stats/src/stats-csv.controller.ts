import { applyDecorators, Controller, Get, Header, Query } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { reportQuery, timeseriesQuery, type ReportQuery, type TimeseriesQuery } from './report-query.js';
import type { Counts } from './reports.js';
import { StatsReports } from './stats-reports.js';
import { toCsv } from './to-csv.js';

const Csv = (name: 'channels' | 'timeseries' | 'failures', id: string) =>
  applyDecorators(
    Get(`${name}.csv`),
    Operation({
      id,
      summary: `The ${name} report as a table`,
      scopes: ['stats:read'],
      answers: {
        200: { mediaType: 'text/csv', description: 'One line for each item, the names of the columns first' },
      },
    }) as MethodDecorator,
    Header('content-type', 'text/csv; charset=utf-8; header=present'),
    Header('content-disposition', `attachment; filename="${name}.csv"`),
  );

const COUNTS = ['received', 'sent', 'succeeded', 'failed', 'pending', 'delivered', 'read', 'apart'];
const countCells = ({ received, sent, delivered, read, apart }: Counts) => [
  ...[received, sent.total, sent.succeeded, sent.failed, sent.pending],
  ...[delivered, read, apart],
];

/** The reports as files for spreadsheets. */
@Operations('stats', 'Exact counts')
@Controller('v1/stats')
export class StatsCsvController {
  constructor(private readonly reports: StatsReports) {}

  @Csv('channels', 'downloadCountsByChannel')
  async channels(@Query({ schema: reportQuery }) query: ReportQuery): Promise<string> {
    const { items } = await this.reports.channels(query);
    const rows = items.map((item) => [item.channelId, item.phoneNumberId, ...countCells(item)]);
    return toCsv(['channelId', 'phoneNumberId', ...COUNTS], rows);
  }

  @Csv('timeseries', 'downloadCountsOverTime')
  async timeseries(@Query({ schema: timeseriesQuery }) query: TimeseriesQuery): Promise<string> {
    const { items } = await this.reports.timeseries(query);
    const rows = items.map((item) => [item.start, item.localStart, ...countCells(item)]);
    return toCsv(['start', 'localStart', ...COUNTS], rows);
  }

  @Csv('failures', 'downloadFailures')
  async failures(@Query({ schema: reportQuery }) query: ReportQuery): Promise<string> {
    const { items } = await this.reports.failures(query);
    const rows = items.map((item) => [item.channelId, item.phoneNumberId, item.errorClass, item.errorCode, item.count]);
    return toCsv(['channelId', 'phoneNumberId', 'errorClass', 'errorCode', 'count'], rows);
  }
}
