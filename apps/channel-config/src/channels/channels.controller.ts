import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Caller, CallerOf, KeyRing, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { Conversations } from '../conversations.js';
import { EtagInterceptor } from '../http/etag.interceptor.js';
import { confirmQuery, unlessConfirmed, type ConfirmQuery } from '../http/confirmation.js';
import {
  etagHeader,
  ifMatchHeader,
  ifMatchOptionalHeader,
  IfMatch,
  IfMatchOptional,
  type ExpectedVersion,
} from '../http/if-match.js';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import { channelAnswerSchema, toChannelAnswer, type ChannelAnswer } from './channel-answer.js';
import { channelPatchSchema, newChannelSchema, type ChannelPatch, type NewChannel } from './channel-input.js';
import { ChannelStore } from './channel-store.js';

const id = { schema: z.uuid() };
const listQuery = pageQuery(z.uuid());

@Operations('channels', 'WhatsApp Business accounts: their secrets, their state, and proofs that they work')
@UseInterceptors(EtagInterceptor)
@Controller('v1/channels')
export class ChannelsController {
  constructor(
    private readonly channels: ChannelStore,
    private readonly ring: KeyRing,
    private readonly conversations: Conversations,
  ) {}

  @Get()
  @Operation({
    id: 'listChannels',
    summary: 'All channels, in the order of their creation',
    scopes: ['channels:read'],
    answers: { 200: pageOf(channelAnswerSchema) },
  })
  async list(@Query({ schema: listQuery }) query: PageQuery) {
    const page = toPage(
      await this.channels.list(query),
      query.limit,
      (channel) => channel.id,
      (channel) => channel,
    );
    return { ...page, items: await Promise.all(page.items.map((channel) => toChannelAnswer(channel, this.ring))) };
  }

  @Get(':id')
  @Operation({
    id: 'getChannel',
    summary: 'A channel with its numbers, and what to paste at Meta',
    scopes: ['channels:read'],
    answers: { 200: channelAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND'],
  })
  async get(@Param('id', id) channelId: string): Promise<ChannelAnswer> {
    return await toChannelAnswer(await this.channels.get(channelId), this.ring);
  }

  @Post()
  @Operation({
    id: 'createChannel',
    summary:
      'Make a channel, at once with its numbers or without; numbers to a queue without agents need ?confirm=true',
    scopes: ['channels:write'],
    answers: { 201: channelAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NAME_TAKEN', 'PHONE_NUMBER_ID_TAKEN', 'CONFIRMATION_NEEDED'],
  })
  async create(
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @Body({ schema: newChannelSchema }) input: NewChannel,
    @CallerOf() caller: Caller,
  ): Promise<ChannelAnswer> {
    return await toChannelAnswer(await this.channels.create(input, caller, unlessConfirmed(query)), this.ring);
  }

  @Patch(':id')
  @Operation({
    id: 'updateChannel',
    summary: 'Change a channel; a new app secret begins a rotation',
    scopes: ['channels:write'],
    headers: [ifMatchHeader],
    answers: { 200: channelAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND', 'NAME_TAKEN', 'CONFIRMATION_NEEDED'],
  })
  async update(
    @Param('id', id) channelId: string,
    @IfMatch() expected: ExpectedVersion,
    @Body({ schema: channelPatchSchema }) patch: ChannelPatch,
    @CallerOf() caller: Caller,
  ): Promise<ChannelAnswer> {
    return await toChannelAnswer(await this.channels.update(channelId, expected, patch, caller), this.ring);
  }

  @Post(':id/secret/close-rotation')
  @Operation({
    id: 'closeSecretRotation',
    summary: 'Stop accepting the previous app secret',
    scopes: ['channels:write'],
    headers: [ifMatchOptionalHeader],
    answers: { 200: channelAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND'],
  })
  async closeRotation(
    @Param('id', id) channelId: string,
    @IfMatchOptional() expected: ExpectedVersion,
    @CallerOf() caller: Caller,
  ): Promise<ChannelAnswer> {
    return await toChannelAnswer(await this.channels.closeRotation(channelId, expected, caller), this.ring);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteChannel',
    summary: 'Delete a channel with its numbers and secrets; needs ?confirm=true when others have the same Meta app',
    scopes: ['channels:write'],
    headers: [ifMatchHeader],
    answers: { 204: 'nothing' },
    refuses: ['NOT_FOUND', 'CONFIRMATION_NEEDED'],
  })
  async delete(
    @Param('id', id) channelId: string,
    @IfMatch() expected: ExpectedVersion,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    const openSessions = query.confirm ? undefined : await this.conversations.openOn(channelId);
    await this.channels.delete(channelId, expected, caller, unlessConfirmed(query, { openSessions }));
  }
}
