/** In `config` of a Fastify route that is no operation of the service's API. */
export interface BesideApi {
  /** The files of a page, which say themselves how long they are kept, or calls that are passed on to another service. */
  beside?: 'page' | 'gateway';
}

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- this is how Fastify's types are extended
  interface FastifyContextConfig extends BesideApi {}
}
