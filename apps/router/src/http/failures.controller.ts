import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { Configuration } from '../directory.js';
import { Decisions } from '../messages/decisions.js';
import { retriedSchema, retryFailed, retryFailedSchema } from '../messages/retry-failed.js';
import { actorOf } from '../sessions/refusal.js';

/** What a refusal has hit waits for somebody to say that its cause is gone; nothing is sent again silently. */
@ApiTags('messages')
@Controller('v1/messages/failed')
export class FailuresController {
  constructor(
    private readonly decisions: Decisions,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Post('retry')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Send again all replies that failed for one reason, such as an unpaid account' })
  @ApiOkResponse({ standardSchema: retriedSchema })
  async retry(
    @CallerOf() caller: Caller,
    @Body({ schema: retryFailedSchema }) wanted: z.infer<typeof retryFailedSchema>,
  ): Promise<z.infer<typeof retriedSchema>> {
    const { source, configuration, decisions } = this;
    return await retryFailed({ source, configuration, decisions }, actorOf(caller, 'sessions:write'), wanted);
  }
}
