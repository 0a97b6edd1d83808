import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { destinationSchema, sessionViewSchema, type Destination, type SessionView } from '@wabx/contracts';
import { CallerOf, Problem, Scopes, type Caller } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import {
  countSessions,
  foundSessionSchema,
  listSessions,
  sessionQuerySchema,
  type Counts,
  type SessionQuery,
} from '../sessions/list-sessions.js';
import { ReadMarks } from '../sessions/read-marks.js';
import { actorOf, orProblem, type Actor } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';
import { readTimeline, timelineSchema, type Timeline } from '../sessions/timeline.js';

const sessionsSchema = z
  .object({ items: z.array(foundSessionSchema), nextCursor: z.string().optional() })
  .meta({ id: 'Sessions' });

const transferSchema = z.object({ to: destinationSchema, note: z.string().max(2_000).optional() });
const bulkTransferSchema = z.object({
  sessionIds: z.array(z.uuid()).min(1).max(500),
  to: destinationSchema,
  note: z.string().max(2_000).optional(),
});

const bulkCloseSchema = z.strictObject({ sessionIds: z.array(z.uuid()).min(1).max(500) }).meta({ id: 'CloseSome' });

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly readMarks: ReadMarks,
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Sessions that the caller may see, most recently active first' })
  @ApiOkResponse({ standardSchema: sessionsSchema })
  async list(@CallerOf() caller: Caller, @Query({ schema: sessionQuerySchema }) query: SessionQuery) {
    return await listSessions(this.source, this.configuration, actorOf(caller, 'sessions:read'), query);
  }

  @Get('counts')
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Open sessions that the caller may see: waiting for somebody, owned by the caller, all' })
  async counts(@CallerOf() caller: Caller): Promise<Counts> {
    return await countSessions(this.source, this.configuration, actorOf(caller, 'sessions:read'));
  }

  @Get(':id')
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'One session' })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async find(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.find(actorOf(caller, 'sessions:read'), id));
  }

  @Get(':id/timeline')
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Every step of a session: opened, claimed, transferred, closed' })
  @ApiOkResponse({ standardSchema: timelineSchema })
  async timeline(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<Timeline> {
    orProblem(await this.sessions.find(actorOf(caller, 'sessions:read'), id));
    return await readTimeline(this.source, this.configuration, id);
  }

  @Post('transfer')
  @HttpCode(200)
  @Scopes('sessions:write')
  @ApiOperation({ summary: 'Move many sessions at once, such as the orphans of a deleted queue' })
  async transferMany(
    @CallerOf() caller: Caller,
    @Body({ schema: bulkTransferSchema }) body: { sessionIds: string[]; to: Destination; note?: string },
  ) {
    const actor = actorOf(caller, 'sessions:write');
    const items = [];
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
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Close many sessions at once' })
  async closeMany(
    @CallerOf() caller: Caller,
    @Body({ schema: bulkCloseSchema }) { sessionIds }: z.infer<typeof bulkCloseSchema>,
  ) {
    const actor = actorOf(caller, 'sessions:write');
    const items = [];
    for (const id of [...new Set(sessionIds)].sort()) {
      const outcome = await this.sessions.close(actor, id);
      items.push('refused' in outcome ? { id, code: outcome.refused, detail: outcome.detail } : { id, code: 'CLOSED' });
    }
    return { items };
  }

  @Post(':id/claim')
  @HttpCode(200)
  @Scopes('agent')
  @ApiOperation({
    summary: 'Take a session of a queue over; of many at once one wins, the others get 409 with its name',
  })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async claim(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.claim(agentOf(caller), id));
  }

  @Post(':id/release')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Give a session back to its queue' })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async release(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.release(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/transfer')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Hand a session with its history to an extension or a queue' })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async transfer(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: transferSchema }) body: { to: Destination; note?: string },
  ): Promise<SessionView> {
    return orProblem(await this.sessions.transfer(actorOf(caller, 'sessions:write'), id, body.to, body.note));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Close a session; the next message of the customer opens a new one' })
  @ApiOkResponse({ standardSchema: sessionViewSchema })
  async close(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.close(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/read')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: "Show the customer that their messages were read; answers the newest one's id" })
  async read(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string) {
    return orProblem(await this.readMarks.read(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/typing')
  @HttpCode(200)
  @Scopes('agent', 'sessions:write')
  @ApiOperation({ summary: 'Show the customer for up to 25 s that an answer is being written; also marks as read' })
  async typing(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string) {
    return orProblem(await this.readMarks.typing(actorOf(caller, 'sessions:write'), id));
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Scopes('agent')
  @ApiOperation({ summary: 'File a session away, for the calling agent only' })
  async archive(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.archive(agentOf(caller), id, true));
  }

  @Post(':id/unarchive')
  @HttpCode(200)
  @Scopes('agent')
  @ApiOperation({ summary: 'Take a session out of the archive again' })
  async unarchive(@CallerOf() caller: Caller, @Param('id', { schema: z.uuid() }) id: string): Promise<SessionView> {
    return orProblem(await this.sessions.archive(agentOf(caller), id, false));
  }
}

function agentOf(caller: Caller): Actor & { kind: 'agent' } {
  if (!caller.extensionId) {
    throw new Problem(403, 'SCOPE_MISSING', 'This needs a key that is bound to an extension.');
  }
  return { kind: 'agent', extensionId: caller.extensionId, name: caller.name };
}
