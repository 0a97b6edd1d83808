import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { Decisions, resolveSomeSchema, retrySomeSchema } from '../messages/decisions.js';
import { listReplies, replyQuerySchema, type ReplyQuery } from '../messages/list-replies.js';
import { retriedSchema, retryFailed, retryFailedSchema } from '../messages/retry-failed.js';
import { actorOf } from '../sessions/refusal.js';

const decidedSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        code: z.string().describe('DECIDED, or why not: the codes of a single decision'),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Decided' });

/** Replies over all sessions: what waits for people, and what they decide about many at once. */
@ApiTags('messages')
@Controller('v1/messages')
export class RepliesController {
  constructor(
    private readonly decisions: Decisions,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Replies that failed, need a decision or wait, over all sessions that the caller may see' })
  async list(@CallerOf() caller: Caller, @Query({ schema: replyQuerySchema }) query: ReplyQuery) {
    return await listReplies(this.source, this.configuration, actorOf(caller, 'sessions:read'), query);
  }

  @Post('retry')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Try many failed replies once more' })
  @ApiOkResponse({ standardSchema: decidedSchema })
  async retry(
    @CallerOf() caller: Caller,
    @Body({ schema: retrySomeSchema }) { messages }: z.infer<typeof retrySomeSchema>,
  ): Promise<z.infer<typeof decidedSchema>> {
    const actor = actorOf(caller, 'sessions:write');
    return { items: await this.decisions.decideSome(actor, messages, 'retry') };
  }

  @Post('resolve')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Decide about many replies of which nobody knows whether WhatsApp took them' })
  @ApiOkResponse({ standardSchema: decidedSchema })
  async resolve(
    @CallerOf() caller: Caller,
    @Body({ schema: resolveSomeSchema }) { messages, decision }: z.infer<typeof resolveSomeSchema>,
  ): Promise<z.infer<typeof decidedSchema>> {
    const actor = actorOf(caller, 'sessions:write');
    return { items: await this.decisions.decideSome(actor, messages, decision) };
  }

  /** What a refusal has hit waits for somebody to say that its cause is gone; nothing is sent again silently. */
  @Post('failed/retry')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Send again all replies that failed for one reason, such as an unpaid account' })
  @ApiOkResponse({ standardSchema: retriedSchema })
  async retryFailed(
    @CallerOf() caller: Caller,
    @Body({ schema: retryFailedSchema }) wanted: z.infer<typeof retryFailedSchema>,
  ): Promise<z.infer<typeof retriedSchema>> {
    const { source, configuration, decisions } = this;
    return await retryFailed({ source, configuration, decisions }, actorOf(caller, 'sessions:write'), wanted);
  }
}
