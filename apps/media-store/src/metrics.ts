import { gaugesAtScrape } from '@wabx/telemetry';
import { Counter, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { FetchOutcome } from './fetching/fetch-queue.js';

const OUTCOMES = ['stored', 'gone', 'too-large', 'auth', 'limited', 'unreachable', 'store'];
const WAYS = ['from-meta', 'to-meta', 'from-agents', 'to-readers'] as const;

/** Files and their bytes, as this process moves them: replicas add up. */
export class MediaMetrics {
  private readonly fetches: Counter;
  private readonly bytes: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.fetches = new Counter({
      name: 'wabx_media_fetches_total',
      help: "Attempts to bring a customer's file into the store, by how they ended",
      labelNames: ['outcome'],
      registers,
    });
    this.bytes = new Counter({
      name: 'wabx_media_bytes_total',
      help: 'Bytes of files that went this way whole',
      labelNames: ['way'],
      registers,
    });
    for (const outcome of OUTCOMES) this.fetches.inc({ outcome }, 0);
    for (const way of WAYS) this.bytes.inc({ way }, 0);
  }

  countFetch(outcome: FetchOutcome): void {
    this.fetches.inc({ outcome: outcome.outcome === 'stored' ? 'stored' : outcome.error });
    if (outcome.outcome === 'stored') this.countBytes('from-meta', outcome.size);
  }

  countBytes(way: (typeof WAYS)[number], bytes: number): void {
    this.bytes.inc({ way }, bytes);
  }
}

/** Files that are still to be fetched: the same in every replica, so take the max. */
export function measureFetchQueue(registry: Registry, source: DataSource): void {
  gaugesAtScrape(
    registry,
    {
      wabx_media_waiting: { help: "Customers' files that are not fetched yet; the same in every replica" },
      wabx_media_oldest_waiting_seconds: {
        help: 'Since when the oldest of them is announced, 0 without one; the same in every replica',
      },
    },
    async () => {
      const [row] = (await source.query(
        `SELECT count(*)::int AS waiting, coalesce(extract(epoch FROM wabx.now() - min(created_at)), 0)::float8 AS oldest
           FROM file WHERE state = 'fetching'`,
      )) as { waiting: number; oldest: number }[];
      return {
        wabx_media_waiting: [[row?.waiting ?? 0]],
        wabx_media_oldest_waiting_seconds: [[row?.oldest ?? 0]],
      };
    },
  );
}
