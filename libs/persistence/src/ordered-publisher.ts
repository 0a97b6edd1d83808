/** One fact on its way out. */
export interface OutboxEntry {
  /** A bigint, hence a string. */
  id: string;
  /** What makes a second publication of this entry the same as the first. */
  msgId: string;
  subject: string;
  orderKey: string | null;
  /** JSON, to be published as it is. */
  payload: string;
  headers: Record<string, string>;
}

export interface OrderedPublisherOptions {
  publish: (entry: OutboxEntry) => Promise<void>;
  concurrencyMax: number;
  /** A publication without an answer for this long counts as failed and is tried again; its id makes that harmless. */
  publishTimeoutMs: number;
  onPublished: (entry: OutboxEntry) => void;
  /** `failures` counts those of this lane in a row. */
  onFailed: (entry: OutboxEntry, error: unknown, failures: number) => void;
  /** A lane is free again of which a read had to leave entries in the table. */
  onPassedOver: () => void;
  /** A publication ended, well or badly. */
  onProgress: () => void;
}

/** Entries that go out one after the other: those of one order key, or a single one without a key. */
interface Lane {
  key: string | null;
  /** The first one is under way while the lane is not held. */
  entries: OutboxEntry[];
  headId: string;
  failures: number;
  /** Set while the lane is held back after a failure. */
  retryAtMs: number | undefined;
  /** A read left out entries of this lane because it was busy. */
  passedOver: boolean;
}

const RETRY_DELAY_MS_MIN = 100;
const RETRY_DELAY_MS_MAX = 5_000;
// Retries fall on a grid, so that a thousand held lanes cause ten reads a second and not a thousand.
const RETRY_GRID_MS = 100;

/**
 * Publishes what it is given: many lanes at a time, one entry of a lane at a time. A lane whose entry fails forgets its
 * entries (they are still in the table, to be read again) and is held back, longer each time; the others go on.
 */
export class OrderedPublisher {
  private readonly lanes = new Map<string, Lane>();
  private readonly ready: Lane[] = [];
  private acknowledged: string[] = [];
  private inFlight = 0;
  private abandoned = false;
  private taken = 0;
  private readAtMs = 0;
  private wakeFinish: (() => void) | undefined;

  constructor(private readonly options: OrderedPublisherOptions) {}

  /** Entries in memory: waiting for their turn or under way. */
  get outstanding(): number {
    return this.taken;
  }

  get acknowledgedCount(): number {
    return this.acknowledged.length;
  }

  /** Hands over entries in the order of their ids. */
  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      const name = laneName(entry);
      const lane = this.lanes.get(name) ?? newLane(entry);
      this.lanes.set(name, lane);
      this.taken += 1;
      lane.entries.push(entry);
      if (lane.entries.length > 1) continue;
      lane.headId = entry.id;
      lane.retryAtMs = undefined;
      this.ready.push(lane);
    }
    this.startReady();
  }

  /** What a read must leave out: it is under way, held back, or acknowledged and not yet deleted. */
  exclusions(): { keys: string[]; ids: string[]; heldLanes: number } {
    this.readAtMs = performance.now();
    const keys: string[] = [];
    const ids = [...this.acknowledged];
    let heldLanes = 0;
    for (const lane of this.lanes.values()) {
      if (isDue(lane, this.readAtMs)) continue;
      if (lane.retryAtMs === undefined) lane.passedOver = true;
      else heldLanes += 1;
      if (lane.key === null) ids.push(lane.headId);
      else keys.push(lane.key);
    }
    return { keys, ids, heldLanes };
  }

  /** After a read that found everything there was: a lane that could have been read and was not has nothing left. */
  forgetVanishedLanes(): void {
    for (const [name, lane] of this.lanes) {
      if (isDue(lane, this.readAtMs)) this.lanes.delete(name);
    }
  }

  /** Milliseconds until a held lane may be tried again; Infinity when none is held. */
  msUntilRetry(): number {
    const nowMs = performance.now();
    let earliest = Infinity;
    for (const { retryAtMs } of this.lanes.values()) {
      if (retryAtMs !== undefined) earliest = Math.min(earliest, Math.max(0, retryAtMs - nowMs));
    }
    return earliest;
  }

  /** The ids acknowledged since the last call, to be deleted. */
  takeAcknowledged(): string[] {
    const ids = this.acknowledged;
    this.acknowledged = [];
    return ids;
  }

  /** Begins nothing more, and resolves when what is under way has ended, which takes the publish time-out at most. */
  async finish(): Promise<void> {
    this.abandoned = true;
    while (this.inFlight > 0) await new Promise<void>((resolve) => (this.wakeFinish = resolve));
  }

  private startReady(): void {
    while (!this.abandoned && this.inFlight < this.options.concurrencyMax) {
      const lane = this.ready.shift();
      const entry = lane?.entries[0];
      if (lane === undefined || entry === undefined) return;
      this.inFlight += 1;
      void this.publishHead(lane, entry);
    }
  }

  private async publishHead(lane: Lane, entry: OutboxEntry): Promise<void> {
    const failure = await withTimeout(this.options.publish(entry), this.options.publishTimeoutMs).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    this.inFlight -= 1;
    if (failure === undefined) this.succeeded(lane, entry);
    else this.failed(lane, entry, failure.error);
    this.wakeFinish?.();
    this.startReady();
    this.options.onProgress();
  }

  private succeeded(lane: Lane, entry: OutboxEntry): void {
    this.acknowledged.push(entry.id);
    this.taken -= 1;
    lane.failures = 0;
    lane.entries.shift();
    const next = lane.entries[0];
    if (next === undefined) {
      this.lanes.delete(laneName(entry));
      if (lane.passedOver && lane.key !== null) this.options.onPassedOver();
    } else {
      lane.headId = next.id;
      this.ready.push(lane);
    }
    this.options.onPublished(entry);
  }

  private failed(lane: Lane, entry: OutboxEntry, error: unknown): void {
    this.taken -= lane.entries.length;
    lane.entries = [];
    lane.failures += 1;
    const delayMs = Math.min(RETRY_DELAY_MS_MAX, RETRY_DELAY_MS_MIN * 2 ** (lane.failures - 1));
    lane.retryAtMs = Math.ceil((performance.now() + delayMs) / RETRY_GRID_MS) * RETRY_GRID_MS;
    this.options.onFailed(entry, error, lane.failures);
  }
}

function isDue({ retryAtMs }: Lane, atMs: number): boolean {
  return retryAtMs !== undefined && retryAtMs <= atMs;
}

function newLane({ id, orderKey }: OutboxEntry): Lane {
  return { key: orderKey, entries: [], headId: id, failures: 0, retryAtMs: undefined, passedOver: false };
}

// Two name spaces, so that no order key can be taken for an id.
function laneName({ id, orderKey }: OutboxEntry): string {
  return orderKey === null ? `id:${id}` : `key:${orderKey}`;
}

async function withTimeout(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no acknowledgement within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
