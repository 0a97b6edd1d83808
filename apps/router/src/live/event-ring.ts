import { jetstream, jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { beginSpan, isTracing } from '@wabx/telemetry';
import type { Configuration } from '../directory.js';
import type { Ownership } from '../sessions/rights.js';
import { toRingEntry, type RingEntry } from './live-event.js';

const ENTRIES_MAX = 20_000;
const BYTES_MAX = 32 * 1024 * 1024;
const LOADED_AT_START = 5_000;

/**
 * The newest live events in the order of the stream, followed by every replica on its own. An agent who comes back
 * resumes from here, so there is no consumer per agent and memory is bounded.
 */
export class EventRing {
  private readonly entries: (RingEntry & { bytes: number })[] = [];
  private readonly rights = new Map<string, { ownership: Ownership; sequence: number }>();
  private readonly listeners = new Set<() => void>();
  private bytes = 0;
  private newest = 0;
  private messages: ConsumerMessages | undefined;

  private constructor(
    /** Tells this stream from one that was made anew and counts from the beginning. */
    readonly generation: string,
    private firstSequence: number,
    private readonly configuration: Configuration,
    private readonly on: {
      onBadEvent: (sequence: number, reason: string) => void;
      /** Of what comes while it runs, not of what lay in the stream at its start. */
      onShown?: (entry: RingEntry) => void;
    },
  ) {}

  static async open(nats: NatsConnection, configuration: Configuration, on: EventRing['on']): Promise<EventRing> {
    const jsm = await jetstreamManager(nats, { checkAPI: false });
    const { created, state } = await jsm.streams.info('WA_EVT');
    const first = Math.max(1, state.first_seq, state.last_seq - LOADED_AT_START + 1);
    const ring = new EventRing(String(Date.parse(String(created))), first, configuration, on);
    const consumer = await jetstream(nats).consumers.get('WA_EVT', { opt_start_seq: first });
    // This consumer ends with the server's process; without a heartbeat for so long it is made anew where it was.
    const messages = await consumer.consume({ max_messages: 500, idle_heartbeat: 1_000 });
    ring.messages = messages;
    ring.newest = first - 1;
    const caughtUp = new Promise<void>((resolve) => {
      if (state.last_seq < first) resolve();
      void ring.follow(messages, state.last_seq, resolve);
    });
    await caughtUp;
    return ring;
  }

  /** The id under which the next reader would resume. */
  position(): number {
    return this.newest;
  }

  /** Everything after `sequence`, or undefined when that lies before the ring or in the future. */
  after(sequence: number): RingEntry[] | undefined {
    if (sequence < this.firstSequence - 1 || sequence > this.newest) return undefined;
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.sequence ?? Infinity) > sequence) high = middle;
      else low = middle + 1;
    }
    return this.entries.slice(low);
  }

  /** Who may see the session by the newest event about it. */
  ownershipOf(sessionId: string): Ownership | undefined {
    return this.rights.get(sessionId)?.ownership;
  }

  onEvent(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.messages?.stop();
  }

  private async follow(messages: ConsumerMessages, loadUpTo: number, loaded: () => void): Promise<void> {
    for await (const message of messages) {
      this.newest = message.seq;
      try {
        const entry = toRingEntry(message.subject, message.seq, message.data, this.configuration);
        if (entry) this.show(entry, message);
        if (entry && message.seq > loadUpTo) this.on.onShown?.(entry);
      } catch (error) {
        this.on.onBadEvent(message.seq, String(error));
      }
      if (message.seq >= loadUpTo) loaded();
    }
  }

  /** Nobody who comes back later gets what an erased customer wrote. */
  private forget(sessionId: string): void {
    for (const entry of this.entries) {
      if (entry.event.sessionId !== sessionId || entry.event.type === 'session.read') continue;
      entry.audience = [];
      entry.event = { type: 'session.erased', sessionId, eventNo: entry.event.eventNo, at: entry.event.at };
    }
  }

  /** To whoever listens here: the end of a message's way. */
  private show(entry: RingEntry, message: JsMsg): void {
    if (!isTracing()) return this.take(entry, message.data.length);
    const parent = message.headers?.get('traceparent') || null;
    const span = beginSpan('show to agents', {
      kind: 'consumer',
      parent,
      attributes: { 'wabx.event': entry.event.type },
    });
    this.take(entry, message.data.length);
    span.end();
  }

  private take(entry: RingEntry, bytes: number): void {
    if (entry.event.type === 'session.erased') this.forget(entry.event.sessionId);
    this.entries.push({ ...entry, bytes });
    this.bytes += bytes;
    if (entry.rights) this.rights.set(entry.event.sessionId, { ownership: entry.rights, sequence: entry.sequence });
    while (this.entries.length > ENTRIES_MAX || this.bytes > BYTES_MAX) {
      const oldest = this.entries.shift();
      if (!oldest) break;
      this.bytes -= oldest.bytes;
      this.firstSequence = oldest.sequence + 1;
      if (this.rights.get(oldest.event.sessionId)?.sequence === oldest.sequence)
        this.rights.delete(oldest.event.sessionId);
    }
    for (const listener of this.listeners) listener();
  }
}
