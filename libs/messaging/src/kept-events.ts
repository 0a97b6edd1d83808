import { subjectOf, type Event, type EventContract } from '@wabx/contracts';
import { JetStreamApiError, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { fromWire } from './publisher.js';

/** An event that a stream keeps for people, with its place there: its id for them. */
export type Kept<C extends EventContract> = Event<C> & { sequence: number };

const LOOKED_AT_MAX = 1_000;
/** What a page holds in memory; one event, which may have 8 MB, comes in any case. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** The clocks of the server and of whoever dated the event may differ by so much. */
const CLOCKS_APART_MS = 60_000;

export interface KeptPage<C extends EventContract> {
  items: Kept<C>[];
  next?: number;
  /** When the oldest that is there came; what came before was removed, by whomever. Undefined when there is none. */
  historyFrom?: string;
}

/** Events that no consumer takes: quarantine and dead letters, looked at and replayed by people. */
export class KeptEvents<C extends EventContract> {
  private readonly manager: Promise<JetStreamManager>;

  constructor(
    connection: NatsConnection,
    private readonly contract: C,
  ) {
    this.manager = jetstreamManager(connection, { checkAPI: false });
  }

  /** Undefined when it is not there, or not any more. */
  async read(sequence: number): Promise<Kept<C> | undefined> {
    return (await this.look(sequence))?.event;
  }

  /** The newest of one channel, or of none: what no stream ever had, or not any more, is undefined. */
  async latest(channelId: string): Promise<Kept<C> | undefined> {
    const last_by_subj = subjectOf(this.contract, channelId);
    const stored = await (await this.manager).streams.getMessage(this.contract.stream, { last_by_subj });
    return stored ? { ...fromWire(this.contract, stored.data), sequence: stored.seq } : undefined;
  }

  /**
   * The newest `limit` of those wanted, below the sequence `before`. It looks at so many events and takes so many bytes and
   * no more: a page may hold fewer, or none, and still have a `next`.
   *
   * @param since nothing that was kept before it is looked for
   */
  async page({
    limit,
    before = Infinity,
    since,
    wanted,
  }: {
    limit: number;
    before?: number | undefined;
    since?: string | undefined;
    wanted: (event: Kept<C>) => boolean | Promise<boolean>;
  }): Promise<KeptPage<C>> {
    const { state } = await (await this.manager).streams.info(this.contract.stream);
    const oldest = since === undefined ? -Infinity : Date.parse(since) - CLOCKS_APART_MS;
    const items: Kept<C>[] = [];
    const history = state.messages > 0 ? { historyFrom: new Date(state.first_ts).toISOString() } : {};
    let sequence = Math.min(state.last_seq, before - 1);
    let bytes = 0;
    for (let lookedAt = 0; state.messages > 0 && sequence >= state.first_seq; sequence--, lookedAt++) {
      const isFull = items.length === limit || bytes >= PAGE_BYTES_MAX;
      if (isFull || lookedAt === LOOKED_AT_MAX) return { items, next: sequence + 1, ...history };
      const found = await this.look(sequence);
      if (!found) continue;
      if (found.keptAt < oldest) break;
      if (!(await wanted(found.event))) continue;
      items.push(found.event);
      bytes += found.bytes;
    }
    return { items, ...history };
  }

  /** All of them, oldest first. */
  async *oldestFirst(): AsyncGenerator<Kept<C>> {
    const { stream, subject } = this.contract;
    const { streams } = await this.manager;
    const { state } = await streams.info(stream);
    for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq++) {
      // The next one that is there: what was removed leaves holes.
      const stored = await streams.getMessage(stream, { seq, ...{ next_by_subj: `${subject}.*` } });
      if (!stored) return;
      seq = stored.seq;
      const event = this.eventOf(stored.data);
      if (event) yield { ...event, sequence: seq };
    }
  }

  /** Whoever was first has removed it: that is no failure. */
  async remove(sequence: number): Promise<void> {
    const { stream } = this.contract;
    try {
      await (await this.manager).streams.deleteMessage(stream, sequence);
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || (await this.look(sequence))) throw error;
    }
  }

  /** Undefined for what is none: a stream takes what its subjects carry, whoever has sent it there. */
  private eventOf(payload: Uint8Array): Event<C> | undefined {
    try {
      return fromWire(this.contract, payload);
    } catch {
      return undefined;
    }
  }

  private async look(sequence: number): Promise<{ event: Kept<C>; keptAt: number; bytes: number } | undefined> {
    const stored = await (await this.manager).streams.getMessage(this.contract.stream, { seq: sequence });
    const event = stored && this.eventOf(stored.data);
    if (!stored || !event) return undefined;
    return { event: { ...event, sequence }, keptAt: stored.time.getTime(), bytes: stored.data.length };
  }
}
