import { gaugesAtScrape, type Sample } from '@wabx/telemetry';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { orphaned } from './orphaned.js';

/** `none`: of an extension, or without a destination. */
interface QueueRow {
  queue: string;
  waiting: number;
  assigned: number;
  longestWait: number;
}

/** Open sessions and who waits for how long: the same in every replica, so take the max. */
export function measureSessions(registry: Registry, source: DataSource, configuration: Configuration): void {
  gaugesAtScrape(
    registry,
    {
      wabx_sessions: {
        help: 'Open sessions by queue (its id; none: of an extension), waiting for an agent or assigned to one',
        labels: ['state', 'queue'],
      },
      wabx_sessions_longest_wait_seconds: {
        help: 'Since when the oldest session that nobody has taken is open, 0 without one',
        labels: ['queue'],
      },
    },
    async () => {
      const found = new Map((await countByQueue(source)).map((row) => [row.queue, row]));
      const rows = ['none', ...configuration.queueIds()].map(
        (queue): QueueRow => found.get(queue) ?? { queue, waiting: 0, assigned: 0, longestWait: 0 },
      );
      return {
        wabx_sessions: rows.flatMap(({ queue, waiting, assigned }): Sample[] => [
          [waiting, { state: 'waiting', queue }],
          [assigned, { state: 'assigned', queue }],
        ]),
        wabx_sessions_longest_wait_seconds: rows.map(({ queue, longestWait }): Sample => [longestWait, { queue }]),
      };
    },
  );
  gaugesAtScrape(
    registry,
    {
      wabx_sessions_orphaned: {
        help: 'Open sessions that no living person can see: transfer them, or give their queue agents',
      },
    },
    async () => ({ wabx_sessions_orphaned: [[await countOrphaned(source, configuration)]] }),
  );
}

async function countByQueue(source: DataSource): Promise<QueueRow[]> {
  return await source.query(
    `SELECT CASE WHEN destination_type = 'queue' THEN destination_id::text ELSE 'none' END AS queue,
            count(*) FILTER (WHERE assignee IS NULL)::int AS waiting,
            count(*) FILTER (WHERE assignee IS NOT NULL)::int AS assigned,
            coalesce(extract(epoch FROM wabx.now() - min(opened_at) FILTER (WHERE assignee IS NULL)), 0)::float8
              AS "longestWait"
       FROM session WHERE state = 'open' GROUP BY 1`,
  );
}

async function countOrphaned(source: DataSource, configuration: Configuration): Promise<number> {
  const parameters: unknown[] = [];
  const condition = orphaned(configuration, (value) => `$${parameters.push(value)}`);
  const [row] = (await source.query(`SELECT count(*)::int AS count FROM session s WHERE ${condition}`, parameters)) as {
    count: number;
  }[];
  return row?.count ?? 0;
}
