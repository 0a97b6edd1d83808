import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { Conversations } from '../conversations.js';
import { EtagInterceptor } from '../http/etag.interceptor.js';
import { confirmQuery, unlessConfirmed, type ConfirmQuery } from '../http/confirmation.js';
import { etagHeader, ifMatchHeader, IfMatch, type ExpectedVersion } from '../http/if-match.js';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import { queueAnswerSchema, toQueueAnswer, type QueueAnswer } from './directory-answer.js';
import { newQueueSchema, queuePatchSchema, type QueuePatch, type NewQueue } from './directory-input.js';
import { QueueStore } from './queue-store.js';

const id = { schema: z.uuid() };
const listQuery = pageQuery(z.uuid());

@Operations('queues', 'Groups of people who answer')
@UseInterceptors(EtagInterceptor)
@Controller('v1/queues')
export class QueuesController {
  constructor(
    private readonly queues: QueueStore,
    private readonly conversations: Conversations,
  ) {}

  @Get()
  @Operation({
    id: 'listQueues',
    summary: 'All queues, in the order of their creation',
    scopes: ['directory:read'],
    answers: { 200: pageOf(queueAnswerSchema) },
  })
  async list(@Query({ schema: listQuery }) query: PageQuery) {
    return toPage(await this.queues.list(query), query.limit, (queue) => queue.id, toQueueAnswer);
  }

  @Get(':id')
  @Operation({
    id: 'getQueue',
    summary: 'One queue',
    scopes: ['directory:read'],
    answers: { 200: queueAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND'],
  })
  async get(@Param('id', id) queueId: string): Promise<QueueAnswer> {
    return toQueueAnswer(await this.queues.get(queueId));
  }

  @Post()
  @Operation({
    id: 'createQueue',
    summary: 'Make one queue',
    scopes: ['directory:write'],
    answers: { 201: queueAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NAME_TAKEN'],
  })
  async create(@Body({ schema: newQueueSchema }) input: NewQueue, @CallerOf() caller: Caller): Promise<QueueAnswer> {
    return toQueueAnswer(await this.queues.create(input, caller));
  }

  @Patch(':id')
  @Operation({
    id: 'updateQueue',
    summary: 'Change one queue; to take its last agent needs ?confirm=true',
    scopes: ['directory:write'],
    headers: [ifMatchHeader],
    answers: { 200: queueAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND', 'NAME_TAKEN', 'CONFIRMATION_NEEDED'],
  })
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
  @Operation({
    id: 'deleteQueue',
    summary: 'Delete one queue; refused while a number leads to it, and needs ?confirm=true',
    scopes: ['directory:write'],
    headers: [ifMatchHeader],
    answers: { 204: 'nothing' },
    refuses: ['NOT_FOUND', 'IN_USE', 'CONFIRMATION_NEEDED'],
  })
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
