import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Caller, CallerOf, doerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { fillPlaceholders, placeholders } from '../quick-replies/placeholders.js';
import {
  newQuickReplySchema,
  quickReplyChangeSchema,
  quickReplyQuerySchema,
  quickReplySchema,
  QuickReplyStore,
  type Editor,
  type QuickReply,
} from '../quick-replies/quick-reply-store.js';
import { agentOf, orProblem } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';

const quickRepliesSchema = z
  .object({ items: z.array(quickReplySchema), nextCursor: z.string().optional() })
  .meta({ id: 'QuickReplies' });
const fillingSchema = z.strictObject({ sessionId: z.uuid() }).meta({ id: 'QuickReplyFilling' });
const filledSchema = z
  .object({
    text: z.string(),
    missing: z.array(z.enum(placeholders)).describe('Placeholders for which nothing is known: they are left out'),
  })
  .meta({ id: 'FilledQuickReply' });

@Operations('quick replies', 'Texts that are written often: shared ones, and an own set for each agent')
@Controller('v1/quick-replies')
export class QuickRepliesController {
  constructor(
    private readonly quickReplies: QuickReplyStore,
    private readonly sessions: SessionStore,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Operation({
    id: 'listQuickReplies',
    summary: 'Shared quick replies and those of the calling extension, by shortcut',
    scopes: ['agent', 'directory:read', 'directory:write'],
    answers: { 200: quickRepliesSchema },
  })
  async list(
    @CallerOf() caller: Caller,
    @Query({ schema: quickReplyQuerySchema }) query: z.infer<typeof quickReplyQuerySchema>,
  ): Promise<z.infer<typeof quickRepliesSchema>> {
    return await this.quickReplies.list(caller, query);
  }

  @Post()
  @Operation({
    id: 'createQuickReply',
    summary: 'Add a quick reply: an own one, or with the scope directory:write a shared one',
    scopes: ['agent', 'directory:write'],
    answers: { 201: quickReplySchema },
    refuses: ['SHORTCUT_TAKEN', 'TOO_MANY_QUICK_REPLIES'],
  })
  async add(
    @CallerOf() caller: Caller,
    @Body({ schema: newQuickReplySchema }) body: z.infer<typeof newQuickReplySchema>,
  ): Promise<QuickReply> {
    return orProblem(await this.quickReplies.add(editorOf(caller), body));
  }

  @Post(':id/fill')
  @Operation({
    id: 'fillQuickReply',
    summary: 'The text of a quick reply for one session, its placeholders filled; nothing is sent',
    scopes: ['agent'],
    answers: { 200: filledSchema },
    refuses: ['QUICK_REPLY_NOT_FOUND', 'NOT_FOUND', 'NOT_OWNER'],
  })
  async fill(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: fillingSchema }) { sessionId }: z.infer<typeof fillingSchema>,
  ): Promise<z.infer<typeof filledSchema>> {
    const agent = agentOf(caller);
    const { text } = orProblem(await this.quickReplies.find(agent, id));
    const session = orProblem(await this.sessions.find(agent, sessionId));
    return fillPlaceholders(text, session, this.configuration.namesOf({ type: 'extension', id: agent.extensionId }));
  }

  @Patch(':id')
  @Operation({
    id: 'updateQuickReply',
    summary: 'Change a quick reply',
    scopes: ['agent', 'directory:write'],
    answers: { 200: quickReplySchema },
    refuses: ['QUICK_REPLY_NOT_FOUND', 'SHORTCUT_TAKEN'],
  })
  async change(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: quickReplyChangeSchema }) body: z.infer<typeof quickReplyChangeSchema>,
  ): Promise<QuickReply> {
    return orProblem(await this.quickReplies.change(editorOf(caller), id, body));
  }

  @Delete(':id')
  @Operation({
    id: 'deleteQuickReply',
    summary: 'Delete a quick reply; answers what it was',
    scopes: ['agent', 'directory:write'],
    answers: { 200: quickReplySchema },
    refuses: ['QUICK_REPLY_NOT_FOUND'],
  })
  async delete(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<QuickReply> {
    return orProblem(await this.quickReplies.delete(editorOf(caller), id));
  }
}

function editorOf(caller: Caller): Editor {
  return { extensionId: caller.extensionId, mayShare: caller.scopes.has('directory:write'), by: doerOf(caller) };
}
