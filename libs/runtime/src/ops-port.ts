import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Problem, sendProblem } from './problem.js';
import { answerUnreadable } from './unreadable-requests.js';

/** Routes for those who run wabx, as they are registered: however the address is written, it is the route that counts. */
const OPS = /^\/(livez|readyz|metrics|openapi\.json|docs.*)$/;

/**
 * A second listener of the same application. What is for operators is answered there and nowhere else, and everything
 * else is not answered there. It stays until the end of a stop, so that a probe is told of it.
 */
export function opsPort(fastify: FastifyInstance, port: number) {
  fastify.addHook('onRequest', (request, reply, done) => {
    const isForOps = OPS.test(request.routeOptions.url ?? '');
    if (isForOps === (request.socket.localPort === port)) return done();
    void sendProblem(reply, new Problem('NOT_FOUND', `There is no ${request.method} ${request.url.split('?')[0]}.`));
  });
  const server = createServer((request, response) => fastify.routing(request, response));
  server.on('clientError', answerUnreadable);
  return {
    async listen(service: string, host: string): Promise<void> {
      server.listen(port, host);
      await once(server, 'listening').catch((cause: unknown) => {
        throw new Error(`${service}: cannot listen on WABX_OPS_PORT ${port}. Set it to a free port.`, { cause });
      });
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
