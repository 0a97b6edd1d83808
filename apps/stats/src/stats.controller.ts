import { Controller, Get, Query } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { reportQuery, timeseriesQuery, type ReportQuery, type TimeseriesQuery } from './report-query.js';
import { channelsReportSchema, failuresReportSchema, selfcheckSchema, timeseriesReportSchema } from './reports.js';
import { StatsReports } from './stats-reports.js';

@Operations('stats', 'Exact counts')
@Controller('v1/stats')
export class StatsController {
  constructor(private readonly reports: StatsReports) {}

  @Get('channels')
  @Operation({
    id: 'countByChannel',
    summary: 'Messages received and sent, per channel and number',
    scopes: ['stats:read'],
    answers: { 200: channelsReportSchema },
  })
  async channels(@Query({ schema: reportQuery }) query: ReportQuery) {
    return await this.reports.channels(query);
  }

  @Get('timeseries')
  @Operation({
    id: 'countOverTime',
    summary: 'The same counts by local hour or day',
    scopes: ['stats:read'],
    answers: { 200: timeseriesReportSchema },
  })
  async timeseries(@Query({ schema: timeseriesQuery }) query: TimeseriesQuery) {
    return await this.reports.timeseries(query);
  }

  @Get('failures')
  @Operation({
    id: 'countFailures',
    summary: 'Failed messages by reason',
    scopes: ['stats:read'],
    answers: { 200: failuresReportSchema },
  })
  async failures(@Query({ schema: reportQuery }) query: ReportQuery) {
    return await this.reports.failures(query);
  }

  @Get('selfcheck')
  @Operation({
    id: 'checkCounts',
    summary: 'Compares the counters with a recount of every message; differences must be 0',
    scopes: ['stats:read'],
    answers: { 200: selfcheckSchema },
  })
  async selfcheck() {
    return await this.reports.selfcheck();
  }
}
