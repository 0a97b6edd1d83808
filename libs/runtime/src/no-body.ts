import type { FastifyInstance, FastifyRequest } from 'fastify';

export function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || bodyLengthOf(request) > 0;
}

/** NaN when it is not announced. */
export function bodyLengthOf({ headers }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return NaN;
  return Number(headers['content-length'] ?? 0);
}

/** Many clients send a type with every POST; what is not there has none, and no parser has to refuse it. */
export function ignoreTypeOfNoBody(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!hasBody(request)) delete request.raw.headers['content-type'];
    done();
  });
}
