import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What goes into logs and answers is no text that somebody could do anything with. */
const SAFE = /^[\w.:/+=@-]{1,128}$/;

/** The caller's own `X-Request-Id`, by which they find the call again on both sides, or else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SAFE.test(given) ? given : randomUUID();
}

/** On the raw answer: streams of events are written to it without Fastify. */
export function tellRequestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('x-request-id', request.id);
    done();
  });
}
