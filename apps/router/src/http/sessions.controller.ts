import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { destinationSchema, sessionViewSchema, type SessionView } from '@wabx/contracts';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import {
  countSessions,
  countsSchema,
  listSessions,
  sessionQuerySchema,
  sessionsSchema,
  type Counts,
  type SessionQuery,
} from '../sessions/list-sessions.js';
import {
  ReadMarks,
  readAnswerSchema,
  readSchema,
  shownSchema,
  type ReadAnswer,
  type Shown,
} from '../sessions/read-marks.js';
import { readStates, seenStateShape } from '../sessions/read-positions.js';
import { actorOf, agentOf, orProblem } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';
import { readTimeline, timelineSchema, type Timeline } from '../sessions/timeline.js';

const note = z.string().max(2_000).optional().describe('For the next owner; the customer does not see it');
const transferSchema = z.object({ to: destinationSchema, note }).meta({ id: 'Transfer' });
const bulkTransferSchema = z
  .object({ sessionIds: z.array(z.uuid()).min(1).max(500), to: destinationSchema, note })
  .meta({ id: 'TransferSome' });

const bulkCloseSchema = z.strictObject({ sessionIds: z.array(z.uuid()).min(1).max(500) }).meta({ id: 'CloseSome' });
const outcomesSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        code: z.string().describe('TRANSFERRED or CLOSED, or why not: the codes of a single call'),
        detail: z.string().optional(),
        claimEpoch: z.number().int().optional(),
      }),
    ),
  })
  .meta({ id: 'SessionOutcomes' });
type Outcomes = z.infer<typeof outcomesSchema>;

const seenSessionSchema = sessionViewSchema.extend(seenStateShape).meta({ id: 'SeenSession' });

@Operations('sessions', 'Conversations with customers: lists, one of them, and who takes them over')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly readMarks: ReadMarks,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Operation({
    id: 'listSessions',
    summary: 'Sessions that the caller may see, most recently active first',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: sessionsSchema },
  })
  async list(@CallerOf() caller: Caller, @Query({ schema: sessionQuerySchema }) query: SessionQuery) {
    return await listSessions(this.source, this.configuration, actorOf(caller, 'sessions:read'), query);
  }

  @Get('counts')
  @Operation({
    id: 'countSessions',
    summary: 'Open sessions that the caller may see: waiting for somebody, owned by the caller, all',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: countsSchema },
  })
  async counts(@CallerOf() caller: Caller): Promise<Counts> {
    return await countSessions(this.source, this.configuration, actorOf(caller, 'sessions:read'));
  }

  @Get(':id')
  @Operation({
    id: 'getSession',
    summary: 'One session',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: seenSessionSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async find(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<z.infer<typeof seenSessionSchema>> {
    const session = orProblem(await this.sessions.find(actorOf(caller, 'sessions:read'), id));
    return { ...session, ...(await readStates(this.source, caller.extensionId, [id])).get(id) };
  }

  @Get(':id/timeline')
  @Operation({
    id: 'getTimeline',
    summary: 'Every step of a session: opened, claimed, transferred, closed',
    scopes: ['agent', 'sessions:read'],
    answers: { 200: timelineSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async timeline(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Timeline> {
    orProblem(await this.sessions.find(actorOf(caller, 'sessions:read'), id));
    return await readTimeline(this.source, this.configuration, id);
  }

  @Post('transfer')
  @Operation({
    id: 'transferSessions',
    summary: 'Move many sessions at once, such as the orphans of a deleted queue',
    scopes: ['sessions:write'],
    answers: { 200: outcomesSchema },
  })
  async transferMany(
    @CallerOf() caller: Caller,
    @Body({ schema: bulkTransferSchema }) body: z.infer<typeof bulkTransferSchema>,
  ): Promise<Outcomes> {
    const actor = actorOf(caller, 'sessions:write');
    const items: Outcomes['items'] = [];
    // Sorted, one transaction each: a refusal of one does not undo the others, and is told.
    for (const id of [...new Set(body.sessionIds)].sort()) {
      const outcome = await this.sessions.transfer(actor, id, body.to, body.note);
      items.push(
        'refused' in outcome
          ? { id, code: outcome.refused, detail: outcome.detail }
          : { id, code: 'TRANSFERRED', claimEpoch: outcome.claimEpoch },
      );
    }
    return { items };
  }

  @Post('close')
  @Operation({
    id: 'closeSessions',
    summary: 'Close many sessions at once',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: outcomesSchema },
  })
  async closeMany(
    @CallerOf() caller: Caller,
    @Body({ schema: bulkCloseSchema }) { sessionIds }: z.infer<typeof bulkCloseSchema>,
  ): Promise<Outcomes> {
    const actor = actorOf(caller, 'sessions:write');
    const items: Outcomes['items'] = [];
    for (const id of [...new Set(sessionIds)].sort()) {
      const outcome = await this.sessions.close(actor, id);
      items.push('refused' in outcome ? { id, code: outcome.refused, detail: outcome.detail } : { id, code: 'CLOSED' });
    }
    return { items };
  }

  @Post(':id/claim')
  @Operation({
    id: 'claimSession',
    summary: 'Take a session of a queue over; of many at once one wins, the others get 409 with its name',
    scopes: ['agent'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'ALREADY_CLAIMED', 'NOT_CLAIMABLE', 'SESSION_CLOSED'],
  })
  async claim(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.claim(agentOf(caller), id));
  }

  @Post(':id/release')
  @Operation({
    id: 'releaseSession',
    summary: 'Give a session back to its queue',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'NOT_CLAIMED', 'SESSION_CLOSED'],
  })
  async release(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.release(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/transfer')
  @Operation({
    id: 'transferSession',
    summary: 'Hand a session with its history to an extension or a queue',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'SESSION_CLOSED', 'UNKNOWN_DESTINATION', 'ALREADY_CLAIMED', 'NOT_CLAIMABLE'],
  })
  async transfer(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: transferSchema }) body: z.infer<typeof transferSchema>,
  ): Promise<SessionView> {
    return orProblem(await this.sessions.transfer(actorOf(caller, 'sessions:write'), id, body.to, body.note));
  }

  @Post(':id/close')
  @Operation({
    id: 'closeSession',
    summary: 'Close a session; the next message of the customer opens a new one',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async close(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.close(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/reopen')
  @Operation({
    id: 'reopenSession',
    summary: 'Open a closed session again while WhatsApp takes replies, unless another one is open with the customer',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'CHANNEL_GONE', 'WINDOW_CLOSED', 'OTHER_SESSION_OPEN'],
  })
  async reopen(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.reopen(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/read')
  @Operation({
    id: 'markRead',
    summary: "Move the calling agent's read position, and show the customer that their messages were read",
    description:
      'A position never moves back. The other devices of the agent get `session.read`. A reply moves the position as well.',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: readAnswerSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'NOTHING_TO_READ', 'NOT_SHOWN'],
  })
  async read(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: readSchema }) body: z.infer<typeof readSchema>,
  ): Promise<ReadAnswer> {
    return orProblem(await this.readMarks.read(actorOf(caller, 'sessions:write'), id, body));
  }

  @Post(':id/typing')
  @Operation({
    id: 'showTyping',
    summary: 'Show the customer for up to 25 s that an answer is being written; also marks as read',
    scopes: ['agent', 'sessions:write'],
    answers: { 200: shownSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'SESSION_CLOSED', 'NOTHING_TO_READ', 'NOT_SHOWN'],
  })
  async typing(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Shown> {
    return orProblem(await this.readMarks.typing(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/archive')
  @Operation({
    id: 'archiveSession',
    summary: 'File a session away, for the calling agent only',
    scopes: ['agent'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async archive(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.archive(agentOf(caller), id, true));
  }

  @Post(':id/unarchive')
  @Operation({
    id: 'unarchiveSession',
    summary: 'Take a session out of the archive again',
    scopes: ['agent'],
    answers: { 200: sessionViewSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER'],
  })
  async unarchive(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.archive(agentOf(caller), id, false));
  }
}
