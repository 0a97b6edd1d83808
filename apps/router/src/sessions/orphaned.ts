import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';

/**
 * Open sessions `s` that no living person can see: nobody owns one and nobody is in its queue, or its owner is gone.
 * Whatever the reason (a queue without agents, a deleted destination, a number that is not configured), because it is
 * the same rule as `audienceOf`, turned round.
 */
export function orphaned(configuration: Configuration, bind: (value: unknown) => string): string {
  const people = bind(configuration.livingExtensions());
  const heard = bind(configuration.staffedQueues());
  return `(s.state = 'open' AND CASE
            WHEN s.assignee IS NOT NULL THEN NOT s.assignee = ANY(${people}::uuid[])
            ELSE s.destination_type IS DISTINCT FROM 'queue' OR NOT s.destination_id = ANY(${heard}::uuid[]) END)`;
}

/** How many customers nobody hears, as a metric: the figure for an alarm. */
export function measureOrphaned(metrics: Registry, source: DataSource, configuration: Configuration): void {
  new Gauge({
    name: 'wabx_sessions_orphaned',
    help: 'Open sessions that no living person can see: transfer them, or give their queue agents',
    registers: [metrics],
    async collect() {
      this.set(await countOrphaned(source, configuration));
    },
  });
}

async function countOrphaned(source: DataSource, configuration: Configuration): Promise<number> {
  const parameters: unknown[] = [];
  const condition = orphaned(configuration, (value) => `$${parameters.push(value)}`);
  const [row] = (await source.query(`SELECT count(*)::int AS count FROM session s WHERE ${condition}`, parameters)) as {
    count: number;
  }[];
  return row?.count ?? 0;
}
