import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { Kvm, type KV, type KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ViewContract } from '@wabx/contracts';
import type { z } from 'zod';

interface Versioned {
  version: number;
}

const CONFIRM_EVERY_MS = 5_000;

/**
 * A bucket of configuration, watched and kept in memory. Reading never leaves the process; `confirmedAt` says when the
 * copy was last known to be the newest, for those who must not act on an old one.
 */
export class LiveView<V extends ViewContract> {
  private readonly entries = new Map<string, z.infer<V['value']>>();
  private readonly listeners = new Set<(value: z.infer<V['value']>, key: string) => void>();
  private revision = 0;
  private confirmed = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopWatch: () => void = () => {};
  private closed = false;

  private constructor(
    private readonly contract: V,
    private readonly connection: NatsConnection,
    private readonly onBadValue: (key: string, reason: string) => void,
  ) {}

  /** Loads the bucket and follows it. Values that break the contract are reported and left out. */
  static async open<V extends ViewContract>(
    contract: V,
    connection: NatsConnection,
    onBadValue: (key: string, reason: string) => void,
  ): Promise<LiveView<V>> {
    const view = new LiveView(contract, connection, onBadValue);
    await view.watch();
    await view.confirm();
    view.timer = setInterval(() => void view.confirm(), CONFIRM_EVERY_MS);
    return view;
  }

  get(key: string): z.infer<V['value']> | undefined {
    return this.entries.get(key);
  }

  values(): IterableIterator<z.infer<V['value']>> {
    return this.entries.values();
  }

  /** Milliseconds since the copy was last known to be complete. */
  unconfirmedForMs(): number {
    return performance.now() - this.confirmed;
  }

  onChange(listener: (value: z.infer<V['value']>, key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.stopWatch();
  }

  private async watch(): Promise<void> {
    this.stopWatch();
    const kv = await new Kvm(this.connection).open(this.contract.bucket);
    let loaded: () => void = () => {};
    const initial = new Promise<void>((resolve) => (loaded = resolve));
    const watcher = await kv.watch();
    this.stopWatch = () => watcher.stop();
    if ((await kv.status()).values === 0) loaded();
    void (async () => {
      for await (const entry of watcher) {
        this.take(entry);
        if (entry.delta === 0) loaded();
      }
    })();
    await initial;
  }

  private take(entry: KvEntry): void {
    this.revision = Math.max(this.revision, entry.revision);
    if (entry.operation !== 'PUT') {
      this.entries.delete(entry.key);
      return;
    }
    const parsed = this.contract.value.safeParse(parseJson(entry.string()));
    if (!parsed.success) {
      this.onBadValue(entry.key, parsed.error.message);
      return;
    }
    const value = parsed.data as z.infer<V['value']>;
    this.entries.set(entry.key, value);
    for (const listener of this.listeners) listener(value, entry.key);
  }

  /** The copy is the newest when the watch has seen the bucket's last revision; a watch that fell behind starts anew. */
  private async confirm(): Promise<void> {
    try {
      const jsm = await jetstreamManager(this.connection, { checkAPI: false });
      const { state } = await jsm.streams.info(`KV_${this.contract.bucket}`);
      if (this.closed) return;
      if (this.revision >= state.last_seq) this.confirmed = performance.now();
      else if (this.unconfirmedForMs() > CONFIRM_EVERY_MS * 2) await this.watch();
    } catch {
      // Not confirmed: `unconfirmedForMs` grows, and whoever depends on it acts.
    }
  }
}

/** Writes a view by comparing versions: an older row never replaces a newer one, whoever comes last. */
export class ViewWriter<V extends ViewContract> {
  private constructor(
    private readonly contract: V,
    private readonly kv: KV,
  ) {}

  static async open<V extends ViewContract>(contract: V, connection: NatsConnection): Promise<ViewWriter<V>> {
    return new ViewWriter(contract, await new Kvm(connection).open(contract.bucket));
  }

  /** True when the bucket now holds exactly this version because of us; false when it already had it or a newer one. */
  async write(key: string, value: z.infer<V['value']> & Versioned): Promise<boolean> {
    const body = JSON.stringify(this.contract.value.parse(value));
    for (;;) {
      const present = await this.kv.get(key);
      const stored = present?.operation === 'PUT' ? parseJson(present.string()) : undefined;
      if (isVersioned(stored) && stored.version >= value.version) return false;
      try {
        await (present ? this.kv.update(key, body, present.revision) : this.kv.create(key, body));
        return true;
      } catch (error) {
        if (!(error instanceof JetStreamApiError && error.code === 10071)) throw error;
      }
    }
  }
}

function isVersioned(value: unknown): value is Versioned {
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
