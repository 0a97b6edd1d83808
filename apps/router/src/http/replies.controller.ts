import { Body, Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { AddressedReplies } from '../messages/addressed-replies.js';
import { Decisions, resolveSomeSchema, retrySomeSchema } from '../messages/decisions.js';
import {
  listReplies,
  repliesSchema,
  replyQuerySchema,
  type Replies,
  type ReplyQuery,
} from '../messages/list-replies.js';
import { addressedReplySchema, type AddressedReply } from '../messages/reply-body.js';
import { replyAnswerSchema, type ReplyAnswer } from '../messages/reply-store.js';
import { retriedSchema, retryFailed, retryFailedSchema } from '../messages/retry-failed.js';
import { actorOf } from '../sessions/refusal.js';
import { idempotencyOf, keyHeader, replayedHeader } from './idempotency-key.js';
import { ReplyGate } from './reply-gate.js';
import { noTemplates, replyRefusals, takeReply } from './take-reply.js';

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
@Operations('messages', 'What was written, and replies to it')
@Controller('v1/messages')
export class RepliesController {
  constructor(
    private readonly replies: AddressedReplies,
    private readonly gate: ReplyGate,
    private readonly decisions: Decisions,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Operation({
    id: 'listReplies',
    summary: 'Replies that failed, need a decision or wait, over all sessions that the caller may see',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: repliesSchema },
  })
  async list(@CallerOf() caller: Caller, @Query({ schema: replyQuerySchema }) query: ReplyQuery): Promise<Replies> {
    return await listReplies(this.source, this.configuration, actorOf(caller, 'sessions:read'), query);
  }

  @Post()
  @Operation({
    id: 'replyTo',
    summary: 'Reply to a customer in the session that is open with them on a number; it never opens one',
    description: 'The same as a reply in the session, for who knows the customer and not the session.',
    scopes: ['agent', 'sessions:write'],
    headers: [keyHeader],
    answerHeaders: [replayedHeader],
    answers: { 202: replyAnswerSchema },
    refuses: ['NO_OPEN_SESSION', ...replyRefusals],
  })
  async reply(
    @CallerOf() caller: Caller,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: addressedReplySchema }) body: AddressedReply,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReplyAnswer> {
    const idempotency = idempotencyOf(caller, idempotencyKey);
    if (body.type === 'template') throw noTemplates();
    return await takeReply(this.gate, caller, reply, (actor, files) =>
      this.replies.accept(actor, body, idempotency, files),
    );
  }

  @Post('retry')
  @Operation({
    id: 'retryReplies',
    summary: 'Try many failed replies once more',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: decidedSchema },
  })
  async retry(
    @CallerOf() caller: Caller,
    @Body({ schema: retrySomeSchema }) { messages }: z.infer<typeof retrySomeSchema>,
  ): Promise<z.infer<typeof decidedSchema>> {
    const actor = actorOf(caller, 'sessions:write');
    return { items: await this.decisions.decideSome(actor, messages, 'retry') };
  }

  @Post('resolve')
  @Operation({
    id: 'resolveReplies',
    summary: 'Decide about many replies of which nobody knows whether WhatsApp took them',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: decidedSchema },
  })
  async resolve(
    @CallerOf() caller: Caller,
    @Body({ schema: resolveSomeSchema }) { messages, decision }: z.infer<typeof resolveSomeSchema>,
  ): Promise<z.infer<typeof decidedSchema>> {
    const actor = actorOf(caller, 'sessions:write');
    return { items: await this.decisions.decideSome(actor, messages, decision) };
  }

  /** What a refusal has hit waits for somebody to say that its cause is gone; nothing is sent again silently. */
  @Post('failed/retry')
  @Operation({
    id: 'retryFailedReplies',
    summary: 'Send again all replies that failed for one reason, such as an unpaid account',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: retriedSchema },
  })
  async retryFailed(
    @CallerOf() caller: Caller,
    @Body({ schema: retryFailedSchema }) wanted: z.infer<typeof retryFailedSchema>,
  ): Promise<z.infer<typeof retriedSchema>> {
    const { source, configuration, decisions } = this;
    return await retryFailed({ source, configuration, decisions }, actorOf(caller, 'sessions:write'), wanted);
  }
}
