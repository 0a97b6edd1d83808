import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import type { EventPublisher } from '@wabx/messaging';
import { measureOutbox, startOutboxRelay, type OutboxRelay } from '@wabx/persistence';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

/** Publishes what the outbox holds for as long as the service runs; stops once nothing more is written to it. */
export class FactsRelay implements OnApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(
    source: DataSource,
    publisher: EventPublisher,
    metrics: Registry,
    log: Pick<LoggerService, 'log' | 'warn'>,
  ) {
    this.relay = startOutboxRelay({ source, log, publish: (entry) => publisher.publishOutboxEntry(entry) });
    measureOutbox(metrics, source, this.relay);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
