import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CallerOf, Scopes, type Caller } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LiveGateway } from '../live/gateway.js';
import { actorOf } from '../sessions/refusal.js';

@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly gateway: LiveGateway) {}

  @Get()
  @Scopes('agent', 'sessions:read')
  @ApiOperation({ summary: 'Live events (server-sent); Last-Event-ID resumes, `reset` asks to load the lists again' })
  @ApiProduces('text/event-stream')
  open(
    @CallerOf() caller: Caller,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const actor = actorOf(caller, 'sessions:read');
    reply.hijack();
    request.raw.socket.setTimeout(0);
    this.gateway.open(actor, caller, lastEventId, reply.raw);
  }
}
