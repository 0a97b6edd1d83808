import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import { z } from 'zod';
import { Conversations } from '../conversations.js';
import { EtagInterceptor } from '../http/etag.interceptor.js';
import { confirmQuery, unlessConfirmed, type ConfirmQuery } from '../http/confirmation.js';
import { IfMatch, type ExpectedVersion } from '../http/if-match.js';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import { queueAnswerSchema, toQueueAnswer, type QueueAnswer } from './directory-answer.js';
import { newQueueSchema, queuePatchSchema, type QueuePatch, type NewQueue } from './directory-input.js';
import { QueueStore } from './queue-store.js';

const id = { schema: z.uuid() };
const listQuery = pageQuery(z.uuid());

@ApiTags('queues')
@UseInterceptors(EtagInterceptor)
@Controller('v1/queues')
export class QueuesController {
  constructor(
    private readonly queues: QueueStore,
    private readonly conversations: Conversations,
  ) {}

  @Get()
  @Scopes('directory:read')
  @ApiOperation({ summary: 'All queues, in the order of their creation' })
  @ApiOkResponse({ standardSchema: pageOf(queueAnswerSchema) })
  async list(@Query({ schema: listQuery }) query: PageQuery) {
    return toPage(await this.queues.list(query), query.limit, (queue) => queue.id, toQueueAnswer);
  }

  @Get(':id')
  @Scopes('directory:read')
  @ApiOperation({ summary: 'One queue' })
  @ApiOkResponse({ standardSchema: queueAnswerSchema })
  async get(@Param('id', id) queueId: string): Promise<QueueAnswer> {
    return toQueueAnswer(await this.queues.get(queueId));
  }

  @Post()
  @Scopes('directory:write')
  @ApiOperation({ summary: 'Make one queue' })
  @ApiCreatedResponse({ standardSchema: queueAnswerSchema })
  async create(@Body({ schema: newQueueSchema }) input: NewQueue, @CallerOf() caller: Caller): Promise<QueueAnswer> {
    return toQueueAnswer(await this.queues.create(input, caller));
  }

  @Patch(':id')
  @Scopes('directory:write')
  @ApiOperation({ summary: 'Change one queue; to take its last agent needs ?confirm=true' })
  @ApiOkResponse({ standardSchema: queueAnswerSchema })
  async update(
    @Param('id', id) queueId: string,
    @IfMatch() expected: ExpectedVersion,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @Body({ schema: queuePatchSchema }) patch: QueuePatch,
    @CallerOf() caller: Caller,
  ): Promise<QueueAnswer> {
    const warn = await this.warnOf(queueId, query);
    return toQueueAnswer(await this.queues.update(queueId, expected, patch, caller, warn));
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('directory:write')
  @ApiOperation({ summary: 'Delete one queue; refused while a number leads to it, and needs ?confirm=true' })
  @ApiNoContentResponse()
  async delete(
    @Param('id', id) queueId: string,
    @IfMatch() expected: ExpectedVersion,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.queues.delete(queueId, expected, caller, await this.warnOf(queueId, query));
  }

  /** Asked before the change: nothing is locked while the router thinks. */
  private async warnOf(queueId: string, query: ConfirmQuery) {
    const waitingSessions = query.confirm ? undefined : await this.conversations.waitingIn(queueId);
    return unlessConfirmed(query, { waitingSessions });
  }
}
