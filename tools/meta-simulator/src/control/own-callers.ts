import type { FastifyReply, FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/**
 * Refuses what a page of somebody else makes a browser send: the control API knows no login, and a developer's browser can
 * reach it. Another Origin is such a page; a Host with a name of the internet is one whose name was made to lead here.
 */
export function refuseForeignPages(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { host = '', origin } = request.headers;
  const isForeign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
  if (!isForeign && isOwnName(host)) return done();
  void reply.code(403).send({ error: 'The control API is for its own pages and for programs, not for other sites.' });
}

/** An address, localhost, or a name of one word as containers have. */
function isOwnName(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  return isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}
