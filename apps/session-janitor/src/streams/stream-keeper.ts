import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import {
  NO_CHANNEL,
  services,
  streamFilled,
  streams,
  type DataOf,
  type FillLevel,
  type StreamName,
} from '@wabx/contracts';
import { fillOf } from '@wabx/messaging';
import type { ServiceContext } from '@wabx/runtime';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import { StreamMetrics } from './stream-metrics.js';
import { thinStream } from './thin-stream.js';
import { trimStream, type Trimmed } from './trim-stream.js';

/** The server reads the whole stream for it. */
const THINNED_EVERY_MS = 60_000;

const trimmed: readonly StreamName[] = services['session-janitor'].trims;

/** Looks at every stream several times a second, removes history where room is needed, and tells how full they are. */
export class StreamKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly metrics: StreamMetrics;
  private readonly seen = new Map<StreamName, FillLevel>();
  private readonly told = new Map<StreamName, FillLevel>();
  private readonly thinnedAt = new Map<StreamName, number>();
  private readonly stopping = new AbortController();
  private readonly jsm: Promise<JetStreamManager>;
  private running: Promise<void> | undefined;
  private reachable = true;

  constructor(
    private readonly context: Pick<ServiceContext<object>, 'nats' | 'publisher' | 'metrics' | 'log'>,
    private readonly everySeconds: number,
  ) {
    this.jsm = jetstreamManager(context.nats, { checkAPI: false });
    this.metrics = new StreamMetrics(context.metrics, this.jsm);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.running = this.keep(await this.jsm);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keep(jsm: JetStreamManager): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await Promise.all(streams.map(({ name }) => this.look(jsm, name)));
      await delay(this.everySeconds * 1000, undefined, { signal }).catch(() => {});
    }
  }

  private async look(jsm: JetStreamManager, stream: StreamName): Promise<void> {
    const { log } = this.context;
    try {
      const result = trimmed.includes(stream)
        ? await this.trim(jsm, stream)
        : { fill: await fillOf(jsm, stream), needs: [], removed: 0 };
      this.metrics.set(result.fill, result.removed);
      if (result.removed > 0)
        log.log('history gave way', { stream, removed: result.removed, bytes: result.fill.bytes });
      this.reachable = true;
      await this.tell(result);
    } catch (error) {
      // Until NATS is back every look fails in the same way.
      if (this.reachable) log.warn('a stream could not be looked at', { stream, error: String(error) });
      this.reachable = false;
    }
  }

  private async trim(jsm: JetStreamManager, stream: StreamName): Promise<Trimmed> {
    const result = await trimStream(jsm, stream);
    const { fill, needs } = result;
    const isDue = performance.now() - (this.thinnedAt.get(stream) ?? -Infinity) >= THINNED_EVERY_MS;
    if (!isDue || (fill.level !== 'nearly-full' && fill.level !== 'full')) return result;
    this.thinnedAt.set(stream, performance.now());
    const removed = await thinStream(jsm, fill, needs);
    return { fill: await fillOf(jsm, stream), needs, removed: result.removed + removed };
  }

  /** A change of level, in the log at once, and as an event as soon as one is taken. */
  private async tell({ fill, needs }: Trimmed): Promise<void> {
    const { stream, level, bytes, maxBytes } = fill;
    const heldBy = needs
      .filter(({ backlog, missing }) => backlog > 0 || missing)
      .sort((one, other) => other.backlog - one.backlog)
      .map(({ consumer, backlog, missing }) => ({ consumer, backlog, missing }));
    const alert: DataOf<typeof streamFilled> = { stream, level, bytes, maxBytes, heldBy, at: new Date().toISOString() };
    if (level !== (this.seen.get(stream) ?? 'ok')) {
      this.context.log[level === 'ok' ? 'log' : level === 'filling' ? 'warn' : 'error']('a stream fills', alert);
    }
    this.seen.set(stream, level);
    if (level === (this.told.get(stream) ?? 'ok')) return;
    await this.context.publisher.publish(streamFilled, NO_CHANNEL, alert).then(
      () => this.told.set(stream, level),
      // A full WA_EVT does not take it: with the next look again.
      () => {},
    );
  }
}
