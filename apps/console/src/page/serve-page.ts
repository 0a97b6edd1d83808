import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Everything from here, nothing inline, in nobody's frame; pictures and recordings of the page's own making. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};
/** Under this folder the build puts the hash of a file's content into its name. */
const HASHED = 'assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Files by their names, and the page itself wherever a browser goes: it knows its own addresses. */
export function servePage(fastify: FastifyInstance, folder: string): void {
  void fastify.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
  fastify.get<{ Params: { '*': string } }>('/*', { config: { beside: 'page' } }, ({ params, headers }, reply) => {
    const { '*': path } = params;
    if (path.startsWith(HASHED)) return send(reply, path, FOR_EVER);
    if (isFile(path)) return send(reply, path);
    return headers.accept?.includes('text/html') ? send(reply, 'index.html') : reply.callNotFound();
  });
}

/** A file that is missing is no page: a browser would take the page for the script that it asked for. */
function isFile(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes('.');
}

function send(reply: FastifyReply, path: string, cacheControl = 'no-cache'): FastifyReply {
  return reply.headers({ ...HEADERS, 'cache-control': cacheControl }).sendFile(path);
}
