import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

// 100 MB in this time is 0.9 Mbit/s; a connection that falls silent is ended much sooner.
const REQUEST_MS_MAX = 15 * 60_000;

/** Lets the HTTP server take multipart bodies as streams, and slow ones for longer than other requests. */
export function acceptLargeUploads({ httpAdapter }: HttpAdapterHost): void {
  const adapter = httpAdapter as unknown as FastifyAdapter; // the only one that services are started on
  adapter.useMultipart();
  adapter.getInstance().server.requestTimeout = REQUEST_MS_MAX;
}
