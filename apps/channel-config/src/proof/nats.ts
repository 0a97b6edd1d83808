import type { NatsConnection } from '@nats-io/transport-node';

/** The connection that the process has, under a name that can be injected. */
export class Nats {
  constructor(readonly connection: NatsConnection) {}
}
