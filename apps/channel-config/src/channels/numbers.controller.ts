import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { EtagInterceptor } from '../http/etag.interceptor.js';
import { confirmQuery, unlessConfirmed, type ConfirmQuery } from '../http/confirmation.js';
import { etagHeader, ifMatchHeader, IfMatch, type ExpectedVersion } from '../http/if-match.js';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import { numberAnswerSchema, toNumberAnswer } from './channel-answer.js';
import { numberInput, numberPatchSchema, type NewNumber, type NumberPatch } from './number-input.js';
import { NumberStore } from './number-store.js';

const id = { schema: z.uuid() };
const listQuery = pageQuery(z.uuid());
type NumberAnswer = z.infer<typeof numberAnswerSchema>;

@Operations('numbers', 'The telephone numbers of a channel, and where their conversations go')
@UseInterceptors(EtagInterceptor)
@Controller('v1/channels/:channelId/numbers')
export class NumbersController {
  constructor(private readonly numbers: NumberStore) {}

  @Get()
  @Operation({
    id: 'listNumbers',
    summary: 'The numbers of a channel',
    scopes: ['channels:read'],
    answers: { 200: pageOf(numberAnswerSchema) },
    refuses: ['NOT_FOUND'],
  })
  async list(@Param('channelId', id) channelId: string, @Query({ schema: listQuery }) query: PageQuery) {
    return toPage(await this.numbers.list(channelId, query), query.limit, (number) => number.id, toNumberAnswer);
  }

  @Get(':id')
  @Operation({
    id: 'getNumber',
    summary: 'One number',
    scopes: ['channels:read'],
    answers: { 200: numberAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND'],
  })
  async get(@Param('channelId', id) channelId: string, @Param('id', id) numberId: string): Promise<NumberAnswer> {
    return toNumberAnswer(await this.numbers.get(channelId, numberId));
  }

  @Post()
  @Operation({
    id: 'addNumber',
    summary: 'Add a number and say where its conversations go; to a queue without agents only with ?confirm=true',
    scopes: ['channels:write'],
    answers: { 201: numberAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND', 'PHONE_NUMBER_ID_TAKEN', 'CONFIRMATION_NEEDED'],
  })
  async add(
    @Param('channelId', id) channelId: string,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @Body({ schema: numberInput }) input: NewNumber,
    @CallerOf() caller: Caller,
  ): Promise<NumberAnswer> {
    return toNumberAnswer(await this.numbers.add(channelId, input, caller, unlessConfirmed(query)));
  }

  @Patch(':id')
  @Operation({
    id: 'updateNumber',
    summary: 'Change a number, for example its destination; to a queue without agents only with ?confirm=true',
    scopes: ['channels:write'],
    headers: [ifMatchHeader],
    answers: { 200: numberAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND', 'PHONE_NUMBER_ID_TAKEN', 'CONFIRMATION_NEEDED'],
  })
  async update(
    @Param('channelId', id) channelId: string,
    @Param('id', id) numberId: string,
    @IfMatch() expected: ExpectedVersion,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @Body({ schema: numberPatchSchema }) patch: NumberPatch,
    @CallerOf() caller: Caller,
  ): Promise<NumberAnswer> {
    const warn = unlessConfirmed(query);
    return toNumberAnswer(await this.numbers.update(channelId, numberId, expected, patch, caller, warn));
  }

  @Delete(':id')
  @Operation({
    id: 'removeNumber',
    summary: 'Remove a number from its channel',
    scopes: ['channels:write'],
    headers: [ifMatchHeader],
    answers: { 204: 'nothing' },
    refuses: ['NOT_FOUND', 'CONFIRMATION_NEEDED'],
  })
  async remove(
    @Param('channelId', id) channelId: string,
    @Param('id', id) numberId: string,
    @IfMatch() expected: ExpectedVersion,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.numbers.remove(channelId, numberId, expected, caller);
  }
}
