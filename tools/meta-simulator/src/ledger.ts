import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { LedgerSummary } from './ledger-summary.js';

interface About {
  phoneNumberId?: string;
  wamid?: string;
  opaqueId?: string;
}

/** One thing that happened. The ledger never changes a line it has written. */
export type LedgerFact = About &
  (
    | {
        kind: 'graph.request';
        route: string;
        method: string;
        path: string;
        appId?: string;
        status: number | null;
        code?: number;
        type?: string;
        cut?: 'before' | 'after';
        ms: number;
        request?: unknown;
        answer?: unknown;
        sha256?: string;
        size?: number;
      }
    | { kind: 'message.status'; status: string; errorCode?: number; type: string }
    | { kind: 'webhook.event'; deliveryId: string; event: string; status?: string; appId: string; body: string }
    | {
        kind: 'webhook.attempt';
        deliveryId: string;
        /** The events of one POST share it. */
        batchId?: string;
        event: string;
        status?: string;
        appId: string;
        url: string;
        attempt: number;
        httpStatus: number | null;
        error?: string;
        ms: number;
        outcome: 'delivered' | 'retry' | 'gaveUp' | 'raw';
      }
    | { kind: 'webhook.dropped'; event: string; status?: string; reason: string }
    | {
        kind: 'link.fetch';
        url: string;
        outcome: 'fetched' | 'failed';
        httpStatus: number | null;
        contentType?: string;
        sha256?: string;
        size?: number;
        error?: string;
        cached: boolean;
        ms: number;
      }
    | { kind: 'customer.message'; customerId: string; type: string; mediaId?: string; sha256?: string; size?: number }
  );

export type LedgerEntry = { seq: number; at: string } & LedgerFact;

const LINES_PER_MARK = 1000;
/** To write each line by itself cost a tenth of what a send costs here. */
const GATHER_MS = 10;

/**
 * The append-only record of everything that reached or left this Meta: one JSON line each, on disk, so that memory
 * does not grow with it. In memory are only the counts and one file offset per thousand lines.
 */
export class Ledger {
  readonly summary = new LedgerSummary();
  #unwritten: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isGathering = false;
  #isClosed = false;
  #marks: number[] = [0];
  #size = 0;
  /** So much of it is on disk. */
  #written = 0;
  #seq = 0;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string): Promise<Ledger> {
    const ledger = new Ledger(path, await open(path, 'a+', 0o600));
    await ledger.#readBack();
    return ledger;
  }

  get lastSeq(): number {
    return this.#seq;
  }

  record(fact: LedgerFact): void {
    if (this.#isClosed) return; // a call that a fault held up beyond the end
    const entry: LedgerEntry = { seq: this.#seq + 1, at: new Date().toISOString(), ...fact };
    // JSON allows these two line separators as they are; readline would split at them.
    const line = `${JSON.stringify(entry).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
    this.#note(entry, Buffer.byteLength(line));
    this.#unwritten.push(line);
    if (!this.#isGathering) {
      this.#isGathering = true;
      this.#writing = this.#write(this.#writing);
    }
  }

  /** The entries after `since` (a seq), oldest first. */
  async *read(since = 0): AsyncGenerator<LedgerEntry> {
    await this.flush();
    const start = this.#marks[Math.min(Math.floor(since / LINES_PER_MARK), this.#marks.length - 1)] ?? 0;
    if (start >= this.#written) return;
    for await (const line of lines(this.path, start, this.#written - 1)) {
      const entry = JSON.parse(line) as LedgerEntry;
      if (entry.seq > since) yield entry;
    }
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async clear(): Promise<void> {
    await this.flush();
    await this.file.truncate(0);
    this.#unwritten = [];
    this.#marks = [0];
    this.#size = 0;
    this.#written = 0;
    this.#seq = 0;
    this.summary.clear();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    await this.file.close();
  }

  /** One batch, so that who waits for the lines so far does not wait for those that come meanwhile. */
  async #write(before: Promise<void>): Promise<void> {
    await Promise.all([before, delay(GATHER_MS)]);
    this.#isGathering = false;
    const size = this.#size;
    await this.file.appendFile(this.#unwritten.splice(0).join(''));
    this.#written = size;
  }

  #note(entry: LedgerEntry, bytes: number): void {
    this.#seq = entry.seq;
    this.#size += bytes;
    if (entry.seq % LINES_PER_MARK === 0) this.#marks.push(this.#size);
    this.summary.count(entry);
  }

  async #readBack(): Promise<void> {
    const { size } = await this.file.stat();
    if (size === 0) return;
    for await (const line of lines(this.path, 0, size - 1)) {
      const entry = parseLine(line);
      if (entry === undefined) break;
      this.#note(entry, Buffer.byteLength(line) + 1);
    }
    // A process that was killed while it wrote leaves half a line: what was never whole is not evidence.
    await this.file.truncate(Math.min(this.#size, size));
    if (this.#size > size) await this.file.appendFile('\n');
    this.#written = this.#size;
  }
}

function lines(path: string, start: number, end: number): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, { start, end }), crlfDelay: Infinity });
}

function parseLine(line: string): LedgerEntry | undefined {
  try {
    return JSON.parse(line) as LedgerEntry;
  } catch {
    return undefined;
  }
}
