import { applyDecorators, Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Scopes } from '@wabx/runtime';
import { reportQuery, timeseriesQuery, type ReportQuery, type TimeseriesQuery } from './report-query.js';
import type { Counts } from './reports.js';
import { StatsReports } from './stats-reports.js';
import { toCsv } from './to-csv.js';

const Csv = (name: string) =>
  applyDecorators(
    Get(`${name}.csv`),
    ApiOperation({ summary: `The ${name} report as a table` }),
    ApiProduces('text/csv'),
    Header('content-type', 'text/csv; charset=utf-8; header=present'),
    Header('content-disposition', `attachment; filename="${name}.csv"`),
  );

const COUNTS = ['received', 'sent', 'succeeded', 'failed', 'pending', 'delivered', 'read', 'apart'];
const countCells = ({ received, sent, delivered, read, apart }: Counts) => [
  ...[received, sent.total, sent.succeeded, sent.failed, sent.pending],
  ...[delivered, read, apart],
];

/** The reports as files for spreadsheets. */
@ApiTags('stats')
@Scopes('stats:read')
@Controller('v1/stats')
export class StatsCsvController {
  constructor(private readonly reports: StatsReports) {}

  @Csv('channels')
  async channels(@Query({ schema: reportQuery }) query: ReportQuery): Promise<string> {
    const { items } = await this.reports.channels(query);
    const rows = items.map((item) => [item.channelId, item.phoneNumberId, ...countCells(item)]);
    return toCsv(['channelId', 'phoneNumberId', ...COUNTS], rows);
  }

  @Csv('timeseries')
  async timeseries(@Query({ schema: timeseriesQuery }) query: TimeseriesQuery): Promise<string> {
    const { items } = await this.reports.timeseries(query);
    const rows = items.map((item) => [item.start, item.localStart, ...countCells(item)]);
    return toCsv(['start', 'localStart', ...COUNTS], rows);
  }

  @Csv('failures')
  async failures(@Query({ schema: reportQuery }) query: ReportQuery): Promise<string> {
    const { items } = await this.reports.failures(query);
    const rows = items.map((item) => [item.channelId, item.phoneNumberId, item.errorClass, item.errorCode, item.count]);
    return toCsv(['channelId', 'phoneNumberId', 'errorClass', 'errorCode', 'count'], rows);
  }
}
