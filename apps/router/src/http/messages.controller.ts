import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { messageViewSchema, type MessageView } from '@wabx/contracts';
import { CallerOf, invalidInput, isPerson, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { Decisions, resolveSchema, retrySchema } from '../messages/decisions.js';
import { listMessages, messagesSchema, type Messages } from '../messages/list-messages.js';
import { messageQuerySchema, type MessageQuery } from '../messages/message-query.js';
import { replyBodySchema, type AnyReplyBody } from '../messages/reply-body.js';
import { ReplyStore, type ReplyAnswer } from '../messages/reply-store.js';
import { actorOf, orProblem, refuse } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';
import { ReplyGate } from './reply-gate.js';

const idempotencyKeySchema = z.string().min(1).max(200);

@ApiTags('messages')
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
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: "A session's messages: the newest page, or the one before, after or around a message" })
  @ApiOkResponse({ standardSchema: messagesSchema })
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
  @HttpCode(202)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Reply to the customer' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, description: 'One per reply; the same key sends only once' })
  @ApiTooManyRequestsResponse({ description: 'OVERLOADED: nothing was taken; ask again after Retry-After seconds' })
  async reply(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: replyBodySchema }) body: AnyReplyBody,
  ): Promise<ReplyAnswer> {
    const key = idempotencyKeySchema.safeParse(idempotencyKey);
    if (!key.success) {
      throw invalidInput([
        { path: ['headers', 'Idempotency-Key'], message: 'is required: 1 to 200 characters, one per reply' },
      ]);
    }
    if (body.type === 'template') {
      throw orProblem(
        refuse(
          'TYPE_NOT_ALLOWED',
          'Templates start conversations, and wabx only replies; send one of the other types.',
        ),
      );
    }
    const actor = actorOf(caller, 'sessions:write');
    const idempotency = { caller: idempotencyOwnerOf(caller), keyId: caller.keyId, key: key.data };
    const files = { extensionId: caller.extensionId, readsAll: caller.scopes.has('media:read') };
    return await this.gate.pass(actor.kind === 'agent' ? 'people' : 'systems', async () =>
      orProblem(await this.replies.accept(actor, id, body, idempotency, files)),
    );
  }

  @Delete(':mid')
  @HttpCode(202)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({
    summary:
      'Withdraw a reply that has not left; its next state says whether it was in time: `cancelled`, or where it has come',
  })
  @ApiAcceptedResponse({ standardSchema: messageViewSchema })
  async withdraw(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('mid', { schema: z.uuid() }) messageId: string,
  ): Promise<MessageView> {
    const actor = actorOf(caller, 'sessions:write');
    return orProblem(await this.decisions.decide(actor, { sessionId, messageId, decision: 'withdraw' }));
  }

  @Post(':mid/retry')
  @HttpCode(202)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Try a failed reply once more; of many at once one counts, the others get 409' })
  @ApiAcceptedResponse({ standardSchema: messageViewSchema })
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
  @HttpCode(202)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({
    summary:
      'Decide about a reply of which nobody knows whether WhatsApp took it: send it again, take it as sent, drop it',
  })
  @ApiAcceptedResponse({ standardSchema: messageViewSchema })
  async resolve(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('mid', { schema: z.uuid() }) messageId: string,
    @Body({ schema: resolveSchema }) body: z.infer<typeof resolveSchema>,
  ): Promise<MessageView> {
    return orProblem(await this.decisions.decide(actorOf(caller, 'sessions:write'), { sessionId, messageId, ...body }));
  }
}

/** Whose keys they are: an agent's and a system's stay theirs when they get a new API key. */
function idempotencyOwnerOf(caller: Caller): string {
  const { extensionId, keyId, name } = caller;
  if (extensionId !== undefined) return `extension:${extensionId}`;
  return isPerson(caller) ? keyId : `system:${name}`;
}
