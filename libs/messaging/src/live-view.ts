import { DeliverPolicy, jetstream, JetStreamApiError, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { ViewContract } from '@wabx/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { newInbox } from './connection.js';

interface Versioned {
  version: number;
}

const CONFIRM_EVERY_MS = 5_000;
/** Longer than any bucket takes; a watch that is cut off while it loads starts anew. */
const LOADED_WITHIN_MS = 30_000;

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
  private confirming = false;
  private readonly stream: string;
  private readonly prefix: string;

  private constructor(
    private readonly contract: V,
    private readonly connection: NatsConnection,
    private readonly onBadValue: (key: string, reason: string) => void,
    private readonly confirmEveryMs: number,
  ) {
    this.stream = `KV_${contract.bucket}`;
    this.prefix = `$KV.${contract.bucket}.`;
  }

  /** Loads the bucket and follows it. Values that break the contract are reported and left out. */
  static async open<V extends ViewContract>(
    contract: V,
    connection: NatsConnection,
    onBadValue: (key: string, reason: string) => void,
    { confirmEveryMs = CONFIRM_EVERY_MS } = {},
  ): Promise<LiveView<V>> {
    const view = new LiveView(contract, connection, onBadValue, confirmEveryMs);
    await view.watch();
    await view.confirm();
    view.timer = setInterval(() => void view.confirm(), confirmEveryMs);
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

  /** Reads the bucket from the beginning and follows it. The consumer is deleted with the watch: none is left behind. */
  private async watch(): Promise<void> {
    this.stopWatch();
    this.revision = 0;
    const seen = new Set<string>();
    const consumer = await jetstream(this.connection).consumers.getPushConsumer(this.stream, {
      deliver_policy: DeliverPolicy.LastPerSubject,
      filter_subjects: [`${this.prefix}>`],
      deliver_prefix: newInbox(this.connection),
    });
    let { num_pending: left } = await consumer.info(true);
    let loaded: () => void = () => {};
    const initial = new Promise<void>((resolve) => (loaded = resolve));
    const messages = await consumer.consume({
      callback: (message) => {
        seen.add(message.subject.slice(this.prefix.length));
        this.take(message);
        if (--left === 0) loaded();
      },
    });
    this.stopWatch = () => {
      this.stopWatch = () => {};
      messages.stop();
      consumer.delete().catch(() => {}); // what the server has lost already is gone as well
    };
    if (this.closed) return this.stopWatch();
    if (left === 0) loaded();
    await Promise.race([initial, delay(LOADED_WITHIN_MS, undefined, { ref: false })]);
    if (left > 0) return;
    // What was removed while nobody watched leaves no trace in the bucket.
    for (const key of this.entries.keys()) if (!seen.has(key)) this.entries.delete(key);
  }

  private take(message: JsMsg): void {
    const key = message.subject.slice(this.prefix.length);
    this.revision = Math.max(this.revision, message.seq);
    if (message.headers?.has('KV-Operation') || message.headers?.has('Nats-Marker-Reason')) {
      this.entries.delete(key);
      return;
    }
    const parsed = this.contract.value.safeParse(parseJson(message.string()));
    if (!parsed.success) {
      this.onBadValue(key, parsed.error.message);
      return;
    }
    const value = parsed.data as z.infer<V['value']>;
    this.entries.set(key, value);
    for (const listener of this.listeners) listener(value, key);
  }

  /**
   * The copy is the newest when the watch has seen the last message that the bucket holds; a watch that fell behind starts
   * anew. The stream's own last sequence says nothing: what had it may have been removed again.
   */
  private async confirm(): Promise<void> {
    if (this.confirming) return;
    this.confirming = true;
    try {
      const jsm = await jetstreamManager(this.connection, { checkAPI: false });
      const last = await jsm.streams.getMessage(this.stream, { last_by_subj: `${this.prefix}>` });
      if (this.closed) return;
      if (!last || this.revision >= last.seq) this.confirmed = performance.now();
      else if (this.unconfirmedForMs() > this.confirmEveryMs * 2) await this.watch();
    } catch {
      // Not confirmed: `unconfirmedForMs` grows, and whoever depends on it acts.
    } finally {
      this.confirming = false;
    }
  }
}

/** Writes a view by comparing versions: an older row never replaces a newer one, whoever comes last. */
export class ViewWriter<V extends ViewContract> {
  private constructor(
    private readonly contract: V,
    private readonly kv: KV,
    private readonly connection: NatsConnection,
  ) {}

  static async open<V extends ViewContract>(contract: V, connection: NatsConnection): Promise<ViewWriter<V>> {
    return new ViewWriter(contract, await new Kvm(connection).open(contract.bucket), connection);
  }

  /**
   * Takes out of the bucket what nobody but its owner may put there, and somebody has: keys that the owner does not know,
   * and values newer than the owner's own. Answers the keys.
   *
   * @param known the owner's versions, read before the bucket is
   * @param valueOf the owner's value now, for a key that is not as it should be
   */
  async mend(
    known: ReadonlyMap<string, number>,
    valueOf: (key: string) => Promise<(z.infer<V['value']> & Versioned) | undefined>,
  ): Promise<string[]> {
    const stream = `KV_${this.contract.bucket}`;
    const prefix = `$KV.${this.contract.bucket}.`;
    const jsm = await jetstreamManager(this.connection, { checkAPI: false });
    const { state } = await jsm.streams.info(stream, { subjects_filter: `${prefix}>` });
    const mended: string[] = [];
    for (const subject of Object.keys(state.subjects ?? {})) {
      const key = subject.slice(prefix.length);
      const present = await jsm.streams.getMessage(stream, { last_by_subj: subject });
      if (!present || present.header.has('KV-Operation')) continue;
      const stored = parseJson(present.string());
      const isWithin = (version: number | undefined) =>
        version !== undefined && isVersioned(stored) && stored.version <= version;
      if (isWithin(known.get(key))) continue;
      const value = await valueOf(key);
      if (isWithin(value?.version)) continue;
      await this.replace(subject, present.seq, value && JSON.stringify(this.contract.value.parse(value)));
      mended.push(key);
    }
    return mended;
  }

  /** Not through the bucket's own API, which does not take keys of every form. */
  private async replace(subject: string, revision: number, body: string | undefined): Promise<void> {
    const head = headers();
    if (body === undefined) {
      head.set('KV-Operation', 'PURGE');
      head.set('Nats-Rollup', 'sub');
    }
    const expect = { lastSubjectSequence: revision };
    await jetstream(this.connection).publish(subject, body ?? '', { headers: head, expect });
  }

  /** True when the bucket now holds exactly this version because of us; false when it already had it or a newer one. */
  async write(key: string, value: z.infer<V['value']> & Versioned): Promise<boolean> {
    const body = JSON.stringify(this.contract.value.parse(value));
    for (;;) {
      const present = await this.kv.get(key);
      const stored = present?.operation === 'PUT' ? parseJson(present.string()) : undefined;
      if (isVersioned(stored) && stored.version > value.version) return false;
      // The same version with other content is nobody's but an intruder's.
      if (present?.operation === 'PUT' && present.string() === body) return false;
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
