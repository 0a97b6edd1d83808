import { services } from '@wabx/contracts';
import { backlogsOf, type StreamFill } from '@wabx/messaging';
import type { JetStreamManager } from '@nats-io/jetstream';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How full the streams are, and who has what to do. */
export class StreamMetrics {
  private readonly bytes: Gauge;
  private readonly share: Gauge;
  private readonly oldest: Gauge;
  private readonly removed: Counter;

  constructor(registry: Registry, jsm: Promise<JetStreamManager>) {
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.bytes = gauge('wabx_stream_bytes', 'Bytes that a stream holds', ['stream']);
    this.share = gauge('wabx_stream_fill_ratio', "Share of the stream's limit that is taken", ['stream']);
    this.oldest = gauge('wabx_stream_oldest_age_seconds', 'Age of the oldest event of a stream', ['stream']);
    const backlog: Gauge = new Gauge({
      name: 'wabx_consumer_backlog',
      help: 'Events that a consumer has not acknowledged',
      labelNames: ['stream', 'consumer'],
      registers: [registry],
      // Asked for when somebody wants to know. While NATS is away the other metrics are there all the same.
      collect: () => setBacklogs(backlog, jsm).catch(() => {}),
    });
    this.removed = new Counter({
      name: 'wabx_stream_removed_total',
      help: 'Events that every consumer had acknowledged and that were removed to make room',
      labelNames: ['stream'],
      registers: [registry],
    });
  }

  set({ stream, bytes, maxBytes, oldestAt }: StreamFill, removed: number): void {
    this.bytes.set({ stream }, bytes);
    this.share.set({ stream }, bytes / maxBytes);
    this.oldest.set({ stream }, oldestAt === undefined ? 0 : (Date.now() - Date.parse(oldestAt)) / 1000);
    this.removed.inc({ stream }, removed);
  }
}

async function setBacklogs(gauge: Gauge, jsm: Promise<JetStreamManager>): Promise<void> {
  for (const stream of services['session-janitor'].trims) {
    for (const { consumer, backlog } of await backlogsOf(await jsm, stream)) gauge.set({ stream, consumer }, backlog);
  }
}
