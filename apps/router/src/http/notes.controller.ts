import { Body, Controller, Delete, Headers, Param, Patch, Post, Res } from '@nestjs/common';
import { messageViewSchema, type MessageView } from '@wabx/contracts';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { noteBodySchema, NoteStore } from '../messages/note-store.js';
import { actorOf, orProblem } from '../sessions/refusal.js';
import { idempotencyOf, keyHeader, replayedHeader } from './idempotency-key.js';

@Operations('messages', 'What was written, and replies to it')
@Controller('v1/sessions/:id/notes')
export class NotesController {
  constructor(private readonly notes: NoteStore) {}

  @Post()
  @Operation({
    id: 'writeNote',
    summary: 'Write an internal note into a session, also a closed one; the customer never gets it',
    description: 'It stands among the messages of the session, with `direction` `internal`, and is found like them.',
    scopes: ['agent', 'sessions:write'],
    headers: [keyHeader],
    answerHeaders: [replayedHeader],
    answers: { 201: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async write(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: noteBodySchema }) body: z.infer<typeof noteBodySchema>,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<MessageView> {
    const idempotency = idempotencyOf(caller, idempotencyKey);
    const written = orProblem(await this.notes.write(actorOf(caller, 'sessions:write'), sessionId, body, idempotency));
    if (written.isReplayed) void answer.header('idempotency-replayed', 'true');
    return written.note;
  }

  @Patch(':nid')
  @Operation({
    id: 'editNote',
    summary: 'Change what a note says; only who wrote it can',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'NOTE_NOT_FOUND', 'NOT_AUTHOR'],
  })
  async edit(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('nid', { schema: z.uuid() }) noteId: string,
    @Body({ schema: noteBodySchema }) body: z.infer<typeof noteBodySchema>,
  ): Promise<MessageView> {
    return orProblem(await this.notes.edit(actorOf(caller, 'sessions:write'), sessionId, noteId, body));
  }

  @Delete(':nid')
  @Operation({
    id: 'deleteNote',
    summary: 'Delete what a note says; only who wrote it can. Its place stays, as of a message that was deleted',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: messageViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'NOTE_NOT_FOUND', 'NOT_AUTHOR'],
  })
  async delete(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Param('nid', { schema: z.uuid() }) noteId: string,
  ): Promise<MessageView> {
    return orProblem(await this.notes.delete(actorOf(caller, 'sessions:write'), sessionId, noteId));
  }
}
