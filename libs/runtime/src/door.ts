import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Callers } from './auth.js';
import { bodyLengthOf, hasBody } from './no-body.js';
import { Problem, sendProblem } from './problem.js';

/** A connection with so much unread is closed; less is read away, so that the caller gets his answer. */
const READ_AWAY_BYTES_MAX = 64 * 1024;

/** What a public route asks of a request before its body is read: the Problem to answer, or nothing. */
type Check = (request: FastifyRequest) => Problem | undefined;

/**
 * Refuses before a byte of a body is read: bodies cost memory and time, and nobody who may not call has any to spend.
 * Which scope a route needs is the guard's work, which comes later.
 */
export class Door {
  private readonly publicRoutes = new Map<string, Check>();

  constructor(private readonly callers: Callers) {}

  /** Bodies on this route need no key, but this check. */
  onPublicRoute(route: string, check: Check): void {
    this.publicRoutes.set(route, check);
  }

  guard(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      if (!hasBody(request)) return;
      try {
        await this.admit(request);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refuse(request, reply, error);
      }
    });
  }

  private async admit(request: FastifyRequest): Promise<void> {
    const check = this.publicRoutes.get(request.routeOptions.url ?? '');
    if (!check) await this.callers.of(request);
    const problem = check?.(request);
    if (problem) throw problem;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  if (!(bodyLengthOf(request) <= READ_AWAY_BYTES_MAX)) void reply.header('connection', 'close');
  sendProblem(reply, problem);
}
