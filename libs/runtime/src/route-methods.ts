import type { FastifyInstance } from 'fastify';

/** Which methods an address takes: Fastify itself says of a wrong one only that there is no such route. */
export class RouteMethods {
  private readonly routes: { pattern: RegExp; methods: string[] }[] = [];

  /** Before the first route is registered. */
  collect(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method, config }) => {
      // A page takes every address that nothing else has.
      if (config?.beside !== 'page') this.routes.push({ pattern: patternOf(url), methods: [method].flat() });
    });
  }

  /** Sorted; empty where there is nothing. */
  at(address: string): string[] {
    const [path = ''] = address.split(/[?#;]/);
    const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
    const found = this.routes.filter(({ pattern }) => pattern.test(trimmed)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}

/** `/v1/things/:id` and `/m/*` as Fastify writes them. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
