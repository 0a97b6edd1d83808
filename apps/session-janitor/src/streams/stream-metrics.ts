import type { StreamFill } from '@wabx/messaging';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Need } from './needs.js';

/** How full the streams are, and who has what to do. */
export class StreamMetrics {
  private readonly bytes: Gauge;
  private readonly share: Gauge;
  private readonly oldest: Gauge;
  private readonly backlog: Gauge;
  private readonly removed: Counter;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.bytes = gauge('wabx_stream_bytes', 'Bytes that a stream holds', ['stream']);
    this.share = gauge('wabx_stream_fill_ratio', "Share of the stream's limit that is taken", ['stream']);
    this.oldest = gauge('wabx_stream_oldest_age_seconds', 'Age of the oldest event of a stream', ['stream']);
    this.backlog = gauge('wabx_consumer_backlog', 'Events that a consumer has not acknowledged', [
      'stream',
      'consumer',
    ]);
    this.removed = new Counter({
      name: 'wabx_stream_removed_total',
      help: 'Events that every consumer had acknowledged and that were removed to make room',
      labelNames: ['stream'],
      registers: [registry],
    });
  }

  set({ stream, bytes, maxBytes, oldestAt }: StreamFill, needs: Need[], removed: number): void {
    this.bytes.set({ stream }, bytes);
    this.share.set({ stream }, bytes / maxBytes);
    this.oldest.set({ stream }, oldestAt === undefined ? 0 : (Date.now() - Date.parse(oldestAt)) / 1000);
    for (const { consumer, backlog } of needs) this.backlog.set({ stream, consumer }, backlog);
    this.removed.inc({ stream }, removed);
  }
}
