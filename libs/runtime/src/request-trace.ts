import { beginSpan, isTracing, newTraceparent, validTraceparent, withTrace } from '@wabx/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NOT_MEASURED } from './metrics.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C traceparent of the answer that is being made; empty for probes and scrapes. */
    traceparent: string;
  }
}

/**
 * Each request is part of the caller's trace, or of a new one, and its answer says of which. What it publishes and logs
 * carries that on.
 *
 * @param isHandedOn the service hands `traceparentOf` its requests on by itself: a context that follows every promise would cost
 *   the ingress more than the parsing of a webhook does
 */
export function traceRequests(fastify: FastifyInstance, { isHandedOn }: { isHandedOn: boolean }): void {
  fastify.decorateRequest('traceparent', '');
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    if (NOT_MEASURED.has(route)) return done();
    const given = validTraceparent(headers['traceparent']);
    request.traceparent = given ?? newTraceparent();
    if (isTracing()) {
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = beginSpan(`${method} ${route}`, { kind: 'server', parent: given ?? null, attributes });
      request.traceparent = span.traceparent;
      reply.raw.once('close', () => {
        span.set({ 'http.response.status_code': reply.raw.statusCode });
        span.end(reply.raw.statusCode >= 500 ? new Error() : undefined);
      });
    }
    reply.raw.setHeader('traceparent', request.traceparent);
    done();
  });
  if (isHandedOn) return;
  // Not before: the body comes in the context of its connection, and whatever follows it too.
  fastify.addHook('preValidation', ({ traceparent, id }, _reply, done) => {
    if (traceparent === '') done();
    else withTrace(traceparent, done, id);
  });
}

/** For a service that hands it on by itself. */
export function traceparentOf(request: FastifyRequest): string {
  return request.traceparent;
}
