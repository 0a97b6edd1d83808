import { DeliverPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ViewContract } from '@wabx/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { newInbox } from './connection.js';
import { SIGNATURE_HEADER, type Verify } from './signed-values.js';
import { COMPLETE_KEY } from './view-writer.js';

/** Why a view leaves out what somebody wrote into its bucket. */
export type Refusal = 'not-signed' | 'not-of-contract' | 'older';
type OnRefused = (key: string, refusal: Refusal) => void;

const CONFIRM_EVERY_MS = 5_000;
/** Longer than any bucket takes; a watch that is cut off while it loads starts anew. */
const LOADED_WITHIN_MS = 30_000;

/**
 * A bucket of configuration, watched and kept in memory. Reading never leaves the process; `unconfirmedForMs` says when the
 * copy was last known to be the newest, for those who must not act on an old one.
 *
 * Only what channel-config has signed counts, whoever else may have written into the bucket: other values are refused and
 * reported, a version never goes back, and a key ends by a signed value that says so, never by its removal.
 */
export class LiveView<V extends ViewContract> {
  private readonly entries = new Map<string, z.infer<V['value']>>();
  private readonly listeners = new Set<(value: z.infer<V['value']>, key: string) => void>();
  private readonly refusalListeners = new Set<OnRefused>();
  private complete = false;
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
    private readonly verify: Verify,
    private readonly confirmEveryMs: number,
  ) {
    this.stream = `KV_${contract.bucket}`;
    this.prefix = `$KV.${contract.bucket}.`;
  }

  /** Loads the bucket and follows it. */
  static async open<V extends ViewContract>(
    contract: V,
    connection: NatsConnection,
    verify: Verify,
    onRefused: OnRefused,
    { confirmEveryMs = CONFIRM_EVERY_MS } = {},
  ): Promise<LiveView<V>> {
    const view = new LiveView(contract, connection, verify, confirmEveryMs);
    view.onRefused(onRefused);
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

  /** False until the owner of the bucket says that it has signed everything in it. */
  isComplete(): boolean {
    return this.complete;
  }

  /** Milliseconds since the copy was last known to be the newest; without end while it is not complete. */
  unconfirmedForMs(): number {
    return this.complete ? performance.now() - this.confirmed : Infinity;
  }

  onChange(listener: (value: z.infer<V['value']>, key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onRefused(listener: OnRefused): void {
    this.refusalListeners.add(listener);
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
    const consumer = await jetstream(this.connection).consumers.getPushConsumer(this.stream, {
      deliver_policy: DeliverPolicy.LastPerSubject,
      // One, not a list: then it stands in the request's subject, where permissions see it.
      filter_subjects: `${this.prefix}>`,
      deliver_prefix: newInbox(this.connection),
    });
    let { num_pending: left } = await consumer.info(true);
    let loaded: () => void = () => {};
    const initial = new Promise<void>((resolve) => (loaded = resolve));
    const messages = await consumer.consume({
      callback: (message) => {
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
  }

  private take(message: JsMsg): void {
    const key = message.subject.slice(this.prefix.length);
    const present = this.entries.get(key);
    this.revision = Math.max(this.revision, message.seq);
    // The owner has taken out what never was its own.
    if (message.headers?.has('KV-Operation') && present === undefined) return;
    const body = message.string();
    if (!this.verify(message.subject, body, message.headers?.get(SIGNATURE_HEADER))) {
      this.refuse(key, 'not-signed');
      return;
    }
    if (key === COMPLETE_KEY) {
      this.complete = true;
      return;
    }
    const parsed = this.contract.value.safeParse(JSON.parse(body));
    if (!parsed.success) {
      this.refuse(key, 'not-of-contract');
      return;
    }
    const value = parsed.data as z.infer<V['value']>;
    if (present !== undefined && value.version < present.version) {
      this.refuse(key, 'older');
      return;
    }
    this.entries.set(key, value);
    for (const listener of this.listeners) listener(value, key);
  }

  private refuse(key: string, refusal: Refusal): void {
    for (const listener of this.refusalListeners) listener(key, refusal);
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
      else if (performance.now() - this.confirmed > this.confirmEveryMs * 2) await this.watch();
    } catch {
      // Not confirmed: `unconfirmedForMs` grows, and whoever depends on it acts.
    } finally {
      this.confirming = false;
    }
  }
}
