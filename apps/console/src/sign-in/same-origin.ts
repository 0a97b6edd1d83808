import type { FastifyRequest } from 'fastify';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a change was asked for by a page of ours. Browsers say where a request comes from, older ones by `Origin` alone;
 * who says nothing is no browser, and may change what a key allows, but nothing with a cookie.
 */
export function isOfOurPage({ method, headers }: FastifyRequest, origin: string | undefined): boolean {
  if (READING.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin !== undefined) return headers.origin === origin || hostOf(headers.origin) === headers.host;
  return headers.cookie === undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
