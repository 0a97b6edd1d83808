import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scopes } from '@wabx/runtime';
import { reportQuery, timeseriesQuery, type ReportQuery, type TimeseriesQuery } from './report-query.js';
import { channelsReportSchema, failuresReportSchema, selfcheckSchema, timeseriesReportSchema } from './reports.js';
import { StatsReports } from './stats-reports.js';

@ApiTags('stats')
@Scopes('stats:read')
@Controller('v1/stats')
export class StatsController {
  constructor(private readonly reports: StatsReports) {}

  @Get('channels')
  @ApiOperation({ summary: 'Messages received and sent, per channel and number' })
  @ApiOkResponse({ standardSchema: channelsReportSchema })
  async channels(@Query({ schema: reportQuery }) query: ReportQuery) {
    return await this.reports.channels(query);
  }

  @Get('timeseries')
  @ApiOperation({ summary: 'The same counts by local hour or day' })
  @ApiOkResponse({ standardSchema: timeseriesReportSchema })
  async timeseries(@Query({ schema: timeseriesQuery }) query: TimeseriesQuery) {
    return await this.reports.timeseries(query);
  }

  @Get('failures')
  @ApiOperation({ summary: 'Failed messages by reason' })
  @ApiOkResponse({ standardSchema: failuresReportSchema })
  async failures(@Query({ schema: reportQuery }) query: ReportQuery) {
    return await this.reports.failures(query);
  }

  @Get('selfcheck')
  @ApiOperation({ summary: 'Compares the counters with a recount of every message; differences must be 0' })
  @ApiOkResponse({ standardSchema: selfcheckSchema })
  async selfcheck() {
    return await this.reports.selfcheck();
  }
}
