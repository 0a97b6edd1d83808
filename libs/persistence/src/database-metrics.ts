import { gaugesAtScrape } from '@wabx/telemetry';
import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { schemaOf } from './migration-state.js';
import { poolOf } from './open-database.js';
import type { OutboxRelay } from './outbox-relay.js';

/** How this process uses its connections: replicas add up. */
export function measurePool(registry: Registry, source: DataSource): void {
  const pool = poolOf(source);
  const gauge = (name: string, help: string, value: (pool: pg.Pool) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(pool));
      },
    });
  gauge('wabx_db_pool_connections_max', 'Connections that the pool may open', ({ options }) => options.max);
  gauge('wabx_db_pool_connections_used', 'Connections in use', (now) => now.totalCount - now.idleCount);
  gauge('wabx_db_pool_waiting', 'Queries that wait for a connection', ({ waitingCount }) => waitingCount);
}

/** What an outbox holds, the same in every replica (`max`), and whether this one publishes it (`sum` is 1). */
export function measureOutbox(registry: Registry, source: DataSource, relay: OutboxRelay): void {
  const labels = { schema: schemaOf(source) };
  new Gauge({
    name: 'wabx_outbox_leader',
    help: '1 in the replica that publishes the outbox, else 0; the sum is 1',
    labelNames: ['schema'],
    registers: [registry],
    collect() {
      this.set(labels, relay.isLeading() ? 1 : 0);
    },
  });
  gaugesAtScrape(
    registry,
    {
      wabx_outbox_waiting: {
        help: 'Facts that have not left the outbox, counted to 10,000; the same in every replica, so take the max',
        labels: ['schema'],
      },
      wabx_outbox_oldest_seconds: {
        help: 'Age of the oldest fact in the outbox, 0 without one; the same in every replica, so take the max',
        labels: ['schema'],
      },
    },
    async () => {
      const { waiting, oldestAgeMs } = await relay.lag();
      return { wabx_outbox_waiting: [[waiting, labels]], wabx_outbox_oldest_seconds: [[oldestAgeMs / 1000, labels]] };
    },
  );
}
