import { consumers, services, streams, type StreamName } from '@wabx/contracts';
import { fillOf, type StreamFill } from '@wabx/messaging';
import type { JetStreamManager } from '@nats-io/jetstream';
import { gaugesAtScrape, type Sample } from '@wabx/telemetry';
import { Counter, Gauge, type Registry } from 'prom-client';
import { needsOf } from './needs.js';

const watched = services['session-janitor'].trims;

/** How full the streams are, and who has what to do: the same in every replica, so take the max. */
export class StreamMetrics {
  private readonly bytes: Gauge;
  private readonly limit: Gauge;
  private readonly share: Gauge;
  private readonly messages: Gauge;
  private readonly oldest: Gauge;
  private readonly removed: Counter;

  constructor(registry: Registry, jsm: Promise<JetStreamManager>) {
    const labelNames = ['stream'];
    const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers: [registry] });
    this.bytes = gauge('wabx_stream_bytes', 'Bytes that a stream holds');
    this.limit = gauge('wabx_stream_limit_bytes', 'Bytes that a stream may hold');
    this.share = gauge('wabx_stream_fill_ratio', "Share of the stream's limit that is taken");
    this.messages = gauge(
      'wabx_stream_messages',
      'Events in a stream: of WA_DEAD dead letters, of WA_QUARANTINE bodies',
    );
    this.oldest = gauge('wabx_stream_oldest_age_seconds', 'Age of the oldest event of a stream');
    this.removed = new Counter({
      name: 'wabx_stream_removed_total',
      help: 'Events that every consumer had acknowledged and that were removed to make room',
      labelNames,
      registers: [registry],
    });
    for (const { name: stream } of streams) this.removed.inc({ stream }, 0);
    gaugesAtScrape(
      registry,
      {
        wabx_consumer_backlog: {
          help: 'Events that a consumer has not acknowledged; the same in every replica',
          labels: ['stream', 'consumer'],
        },
        wabx_consumer_oldest_seconds: {
          help: 'Age of the oldest of them, 0 without one; the same in every replica',
          labels: ['stream', 'consumer'],
        },
      },
      async () => {
        const manager = await jsm;
        const backlogs = (await Promise.all(watched.map((stream) => agedBacklogs(manager, stream)))).flat();
        const ofEach = (value: (one: AgedBacklog) => number) =>
          backlogs.map((one): Sample => [value(one), { stream: one.stream, consumer: one.consumer }]);
        return {
          wabx_consumer_backlog: ofEach(({ backlog }) => backlog),
          wabx_consumer_oldest_seconds: ofEach(({ ageSeconds }) => ageSeconds),
        };
      },
    );
  }

  set({ stream, bytes, maxBytes, messages, oldestAt }: StreamFill, removed: number): void {
    this.bytes.set({ stream }, bytes);
    this.limit.set({ stream }, maxBytes);
    this.share.set({ stream }, bytes / maxBytes);
    this.messages.set({ stream }, messages);
    this.oldest.set({ stream }, oldestAt === undefined ? 0 : (Date.now() - Date.parse(oldestAt)) / 1000);
    this.removed.inc({ stream }, removed);
  }
}

interface AgedBacklog {
  stream: string;
  consumer: string;
  backlog: number;
  ageSeconds: number;
}

/** Of the consumers that `contracts` names: strangers' names are no closed list. */
async function agedBacklogs(jsm: JetStreamManager, stream: StreamName): Promise<AgedBacklog[]> {
  const nowMs = Date.now();
  const needs = await needsOf(jsm, await fillOf(jsm, stream), nowMs);
  return needs
    .filter(({ consumer }) => KNOWN.has(consumer))
    .map(({ consumer, backlog, since }) => {
      const ageSeconds = since ? Math.max(0, nowMs - since.getTime()) / 1000 : 0;
      return { stream, consumer, backlog, ageSeconds };
    });
}

const KNOWN = new Set<string>(Object.values(consumers).map(({ durable }) => durable));
