import { Body, Controller, Delete, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { messageViewSchema, type MessageView } from '@wabx/contracts';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { Decisions, resolveSchema, retrySchema } from '../messages/decisions.js';
import { listMessages, messagesSchema, type Messages } from '../messages/list-messages.js';
import { messageQuerySchema, type MessageQuery } from '../messages/message-query.js';
import { replyBodySchema, type AnyReplyBody } from '../messages/reply-body.js';
import { replyAnswerSchema, ReplyStore, type ReplyAnswer } from '../messages/reply-store.js';
import { actorOf, orProblem } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';
import { idempotencyOf, keyHeader, replayedHeader } from './idempotency-key.js';
import { ReplyGate } from './reply-gate.js';
import { noTemplates, replyRefusals, takeReply } from './take-reply.js';

@Operations('messages', 'What was written, and replies to it')
@Controller('v1/sessions/:id/messages')
export class MessagesController {
  constructor(
    private readonly replies: ReplyStore,
    private readonly gate: ReplyGate,
    private readonly decisions: Decisions,
    private readonly sessions: SessionStore,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Operation({
    id: 'listMessages',
    summary: "A session's messages: the newest page, or the one before, after or around a message",
    scopes: ['agent', 'sessions:read'],
    answers: { 200: messagesSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async list(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: messageQuerySchema }) query: MessageQuery,
  ): Promise<Messages> {
    orProblem(await this.sessions.find(actorOf(caller, 'sessions:read'), id));
    const { source, configuration } = this;
    return await listMessages({ source, configuration, where: (bind) => `m.session_id = ${bind(id)}` }, query);
  }

  @Post()
  @Operation({
    id: 'reply',
    summary: 'Reply to the customer',
    scopes: ['agent', 'sessions:write'],
    headers: [keyHeader],
    answerHeaders: [replayedHeader],
    answers: { 202: replyAnswerSchema },
    refuses: ['NOT_FOUND', 'SESSION_CLOSED', ...replyRefusals],
  })
  async reply(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: replyBodySchema }) body: AnyReplyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReplyAnswer> {
    const idempotency = idempotencyOf(caller, idempotencyKey);
    if (body.type === 'template') throw noTemplates();
    return await takeReply(this.gate, caller, reply, (actor, files) =>
      this.replies.accept(actor, id, body, idempotency, files),
    );
  }

  @Delete(':mid')
  @Operation({
    id: 'withdrawReply',
    summary:
      'Withdraw a reply that has not left; its next state says whether it was in time: `cancelled`, or where it has come',
    scopes: ['agent', 'sessions:write'],
    answers: { 202: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'NOT_WITHDRAWABLE'],
  })
  async withdraw(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('mid', { schema: z.uuid() }) messageId: string,
  ): Promise<MessageView> {
    const actor = actorOf(caller, 'sessions:write');
    return orProblem(await this.decisions.decide(actor, { sessionId, messageId, decision: 'withdraw' }));
  }

  @Post(':mid/retry')
  @Operation({
    id: 'retryReply',
    summary: 'Try a failed reply once more; of many at once one counts, the others get 409',
    scopes: ['agent', 'sessions:write'],
    answers: { 202: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'CHANNEL_GONE', 'WINDOW_CLOSED', 'NOT_RETRYABLE'],
  })
  async retry(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('mid', { schema: z.uuid() }) messageId: string,
    @Body({ schema: retrySchema }) { attempt }: z.infer<typeof retrySchema>,
  ): Promise<MessageView> {
    const actor = actorOf(caller, 'sessions:write');
    return orProblem(await this.decisions.decide(actor, { sessionId, messageId, attempt, decision: 'retry' }));
  }

  @Post(':mid/resolve')
  @Operation({
    id: 'resolveReply',
    summary:
      'Decide about a reply of which nobody knows whether WhatsApp took it: send it again, take it as sent, drop it',
    scopes: ['agent', 'sessions:write'],
    answers: { 202: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'CHANNEL_GONE', 'WINDOW_CLOSED', 'NOT_IN_REVIEW'],
  })
  async resolve(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('mid', { schema: z.uuid() }) messageId: string,
    @Body({ schema: resolveSchema }) body: z.infer<typeof resolveSchema>,
  ): Promise<MessageView> {
    return orProblem(await this.decisions.decide(actorOf(caller, 'sessions:write'), { sessionId, messageId, ...body }));
  }
}
