import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { bareType } from '../media-rules.js';
import type { World } from '../world.js';

const folder = new URL('../../page/', import.meta.url);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but our own files and the media of conversations; no inline code, no frames. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The phone page: the files of `page/` at `/`, and nothing else from the disk. */
export async function pageRoutes(server: FastifyInstance): Promise<void> {
  const files = await readdir(folder).catch(() => []); // an installation without the page is still a Meta
  for (const name of files) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    server.get(name === 'index.html' ? '/' : `/${name}`, (_request, reply) =>
      reply
        .type(type)
        .headers({
          'content-security-policy': PAGE_POLICY,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
          'cache-control': 'no-cache',
        })
        .send(createReadStream(new URL(name, folder))),
    );
  }
}

// What a browser may show by itself. Everything else is saved: a file from a stranger never runs as a page of ours.
const shown = /^(image\/(jpeg|png|webp|gif)|audio\/|video\/)/;

/** `GET /_sim/media/{id}`: the bytes as the customer's phone has them, without a token. */
export function mediaBytes(server: FastifyInstance, world: World): void {
  server.get('/media/:id', async (request, reply) => {
    const media = await world.media.find((request.params as { id: string }).id);
    if (!media) return reply.code(404).send({ error: 'There is no such file.' });
    const isShown = shown.test(bareType(media.mimeType));
    const name = encodeURIComponent(media.filename ?? media.id);
    return reply
      .headers({
        'content-type': isShown ? media.mimeType : 'application/octet-stream',
        'content-length': String(media.size),
        'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .send(world.media.read(media));
  });
}
