import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations, Problem, type RequestHeader } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LiveGateway } from '../live/gateway.js';
import { liveEventSchema } from '../live/live-event.js';
import { actorOf } from '../sessions/refusal.js';

const lastEventId: RequestHeader = {
  name: 'Last-Event-ID',
  description: '`id` of the last event that was taken: the stream goes on behind it',
};

/** Of one key or person on one replica: windows and devices of one agent, or the screens of a system. */
const STREAMS_MAX = 50;

@Operations('events', 'What happens, as it happens')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly gateway: LiveGateway) {}

  @Get()
  @Operation({
    id: 'streamEvents',
    summary: 'Live events (server-sent); Last-Event-ID resumes, `reset` asks to load the lists again',
    scopes: ['agent', 'sessions:read'],
    headers: [lastEventId],
    answers: {
      200: {
        mediaType: 'text/event-stream',
        description:
          'Server-sent events: `event` is the type, `data` the event as JSON, `id` what Last-Event-ID resumes',
        event: liveEventSchema,
      },
    },
    refuses: ['TOO_MANY_STREAMS'],
  })
  open(
    @CallerOf() caller: Caller,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const actor = actorOf(caller, 'sessions:read');
    if (this.gateway.streamsOf(caller.keyId) >= STREAMS_MAX) throw tooManyStreams();
    reply.hijack();
    request.raw.socket.setTimeout(0);
    this.gateway.open(actor, caller, lastEventId, reply.raw);
  }
}

function tooManyStreams(): Problem {
  const detail = `This key has ${STREAMS_MAX} streams open. Close one, or use a key for each person.`;
  return new Problem('TOO_MANY_STREAMS', detail, { limit: STREAMS_MAX }, { 'retry-after': '10' });
}
