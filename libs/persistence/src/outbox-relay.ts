import { Logger, type LoggerService } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { connectOnce, DatabaseUnavailable, type DatabaseTls } from './connect.js';
import { describeDatabaseError } from './database-errors.js';
import { ADVISORY_LOCK_SPACE } from './migrate.js';
import { schemaOf } from './migration-state.js';
import { type OutboxEntry, OrderedPublisher } from './ordered-publisher.js';
import { outboxChannel, outboxLag, readOutbox } from './outbox.js';
import { throttled } from './throttled.js';
import { WakeSignal } from './wake-signal.js';

export interface OutboxRelayOptions {
  /** From `openDatabase`: tells whose outbox it is, and where. */
  source: DataSource;
  /** Resolves when the broker has the entry durably. Must pass `msgId` on, since an entry may come a second time. */
  publish: (entry: OutboxEntry) => Promise<void>;
  log?: Pick<LoggerService, 'log' | 'warn'>;
  /** For metrics. Must not throw. */
  onPublished?: (entry: OutboxEntry) => void;
  onPublishFailed?: (entry: OutboxEntry, error: unknown, failures: number) => void;
  /** How long a publication may take before it is tried again; 10 s by default. */
  publishTimeoutMs?: number;
  /**
   * For how many milliseconds facts are gathered while more than 500 come in a second, where nobody waits for them; else, and
   * by default, for 20.
   */
  gatherMs?: number;
}

export interface OutboxRelay {
  /** Begins nothing more, waits for what is under way, and lets another replica take over. */
  stop(): Promise<void>;
  /** What has not left yet, counted to 10,000 at most, over all replicas. */
  lag(): Promise<{ waiting: number; oldestAgeMs: number }>;
  /** Whether this replica is the one that publishes. */
  isLeading(): boolean;
}

/**
 * Publishes the entries of one schema's outbox: each at least once and always with the same id, those of one key in
 * order, for ever until they are acknowledged. Start it in every replica: an advisory lock lets one of them work at a
 * time, and another takes over within about a second when that one dies.
 */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const relay = new Relay(options);
  const running = relay.run();
  return {
    isLeading: () => relay.isLeading,
    lag: () => outboxLag(options.source, relay.schema),
    stop: async () => {
      relay.requestStop();
      await running;
    },
  };
}

// The safety net for a lost notification, and how soon a replica sees that the leader is gone.
const POLL_MS = 500;
// What is committed meanwhile shares a read and a deletion: a service that commits two hundred times a second would
// otherwise have its outbox read as often, each time past all that is on its way.
const ROUND_MS_MIN = 20;
const BUSY_ROWS_PER_MS = 0.5;
const READ_ROWS_MAX = 500;
// Below this a read is not worth its round trip.
const READ_ROWS_MIN = 100;
// More than one read, so that a key with hundreds of entries does not keep the others out.
const ROWS_IN_MEMORY_MAX = 1_000;
const IN_FLIGHT_MAX = 256;
const DELETE_ROWS_MIN = 100;
const RETRY_WAIT_MS_MIN = 20;
const LOG_EVERY_MS = 5_000;
const GOOD_BYE_MS_MAX = 1_000;

class Relay {
  isLeading = false;
  readonly schema: string;
  private isStopping = false;
  private mayHaveMore = true;
  private readAtMs = -Infinity;
  private isBusy = false;
  private readonly wake = new WakeSignal();
  private readonly log: Pick<LoggerService, 'log' | 'warn'>;
  private readonly warn: (message: string) => void;

  constructor(private readonly options: OutboxRelayOptions) {
    this.schema = schemaOf(options.source);
    const log = options.log ?? new Logger('outbox');
    this.log = log;
    this.warn = throttled(LOG_EVERY_MS, (message) => log.warn(`outbox of ${this.schema}: ${message}`));
  }

  requestStop(): void {
    this.isStopping = true;
    this.wake.ring();
  }

  async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.workOnOneConnection();
      } catch (error) {
        this.warn(
          error instanceof DatabaseUnavailable ? error.message : `interrupted, ${describeDatabaseError(error)}`,
        );
        if (!this.isStopping) await this.wake.wait(POLL_MS);
      }
    }
  }

  private async workOnOneConnection(): Promise<void> {
    const client = await connectRelay(this.options.source, this.schema);
    try {
      client.on('end', () => this.wake.ring());
      while (!this.isStopping && !(await takeLead(client, this.schema))) await this.wake.wait(POLL_MS);
      if (!this.isStopping) await this.lead(client);
    } finally {
      this.isLeading = false;
      // The lock ends with the connection. A server that is gone does not answer the good-bye.
      await Promise.race([client.end().catch(() => undefined), sleep(GOOD_BYE_MS_MAX, undefined, { ref: false })]);
    }
  }

  /** Ends when asked to stop; throws when the connection, and with it the lock, is lost. */
  private async lead(client: pg.Client): Promise<void> {
    const publisher = this.newPublisher();
    const isLost = lossOf(client);
    this.isLeading = true;
    this.log.log(`outbox of ${this.schema}: publishing from this replica`);
    try {
      await client.query(`LISTEN ${outboxChannel(this.schema)}`);
      client.on('notification', () => this.expectMore());
      this.mayHaveMore = true;
      while (!this.isStopping && !isLost()) {
        const beganMs = performance.now();
        if (await this.read(client, publisher)) continue;
        await this.rest(publisher);
        const restMs = beganMs + this.roundMs - performance.now();
        if (restMs > 0) await sleep(restMs);
      }
    } finally {
      // Also without the lock: whoever has it now publishes the same entries under the same ids.
      await publisher.finish();
    }
    if (isLost()) throw new Error('Connection terminated');
    await readOutbox(client, this.schema, publisher.takeAcknowledged(), { keys: [], ids: [] }, 0);
  }

  /** Forgets what is published and takes as many entries as there is room for; whether there may be more, and room for them. */
  private async read(client: pg.Client, publisher: OrderedPublisher): Promise<boolean> {
    const without = publisher.exclusions();
    const published = publisher.takeAcknowledged();
    const limit = Math.min(READ_ROWS_MAX, roomIn(publisher) - without.heldLanes);
    if (limit < READ_ROWS_MIN) {
      await readOutbox(client, this.schema, published, without, 0);
      return false;
    }
    // Before the query: what is committed while it runs sets it again.
    this.mayHaveMore = false;
    const nowMs = performance.now();
    const sinceMs = nowMs - this.readAtMs;
    this.readAtMs = nowMs;
    const entries = await readOutbox(client, this.schema, published, without, limit);
    this.isBusy = entries.length > sinceMs * BUSY_ROWS_PER_MS;
    publisher.add(entries);
    const isFull = entries.length === limit;
    if (isFull) this.mayHaveMore = true;
    else publisher.forgetVanishedLanes();
    return isFull;
  }

  private async rest(publisher: OrderedPublisher): Promise<void> {
    const retryMs = Math.max(RETRY_WAIT_MS_MIN, publisher.msUntilRetry());
    const isRung = await this.wake.wait(Math.min(POLL_MS, retryMs));
    if (!isRung) this.mayHaveMore = true;
  }

  private get roundMs(): number {
    const { gatherMs = ROUND_MS_MIN } = this.options;
    return this.isBusy ? gatherMs : ROUND_MS_MIN;
  }

  private newPublisher(): OrderedPublisher {
    const { publish, publishTimeoutMs = 10_000, onPublished, onPublishFailed } = this.options;
    const publisher: OrderedPublisher = new OrderedPublisher({
      publish,
      publishTimeoutMs,
      concurrencyMax: IN_FLIGHT_MAX,
      onPublished: (entry) => onPublished?.(entry),
      onFailed: (entry, error, failures) => {
        onPublishFailed?.(entry, error, failures);
        this.warn(`entry ${entry.id} (${entry.subject}) was not taken, attempt ${failures}: ${reasonOf(error)}`);
      },
      onPassedOver: () => this.expectMore(),
      onProgress: () => {
        const isWorthDeleting = publisher.acknowledgedCount >= DELETE_ROWS_MIN;
        const isWorthReading = this.mayHaveMore && roomIn(publisher) >= READ_ROWS_MIN;
        if (isWorthDeleting || isWorthReading) this.wake.ring();
      },
    });
    return publisher;
  }

  private expectMore(): void {
    this.mayHaveMore = true;
    this.wake.ring();
  }
}

function roomIn(publisher: OrderedPublisher): number {
  return ROWS_IN_MEMORY_MAX - publisher.outstanding;
}

// A replica whose machine vanishes says no good-bye: by these its session, and so its lock, ends after about 10 s
// instead of hours.
const KEEPALIVE = { tcp_keepalives_idle: 5, tcp_keepalives_interval: 2, tcp_keepalives_count: 3 };
// The plan that is made while the table is empty has to do when it is full.
const BY_INDEX = { enable_seqscan: 'off', enable_bitmapscan: 'off' };

async function connectRelay(source: DataSource, schema: string): Promise<pg.Client> {
  if (source.options.type !== 'postgres' || source.options.url === undefined) {
    throw new Error('This data source was not opened by openDatabase: it has no URL');
  }
  const { ssl } = source.options;
  return connectOnce({
    url: source.options.url,
    ...(typeof ssl === 'object' ? { tls: ssl as DatabaseTls } : {}),
    applicationName: `wabx-outbox-${schema}`,
    settings: { ...KEEPALIVE, ...BY_INDEX },
    queryTimeoutMs: 5_000,
  });
}

async function takeLead(client: pg.Client, schema: string): Promise<boolean> {
  const answer = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine', [
    ADVISORY_LOCK_SPACE,
    `outbox:${schema}`,
  ]);
  return answer.rows[0]?.mine === true;
}

function lossOf(client: pg.Client): () => boolean {
  let isLost = false;
  client.on('end', () => (isLost = true));
  return () => isLost;
}

function reasonOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message.slice(0, 200) : 'no reason given';
}
