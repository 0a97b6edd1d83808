import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Clock } from './clock.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';
import { measure } from './media-files.js';
import { fitsClass, type MediaClass, maxBytesOf } from './media-rules.js';
import type { Settings } from './settings.js';

const CACHE_MS = 10 * 60 * 1000;
const CACHE_MAX = 1000;

interface Fetched {
  httpStatus: number | null;
  contentType?: string;
  sha256?: string;
  size?: number;
  /** Meta's sentence in the `failed` status; missing when the file was taken. */
  failure?: string;
}

export interface LinkRequest {
  url: string;
  mediaClass: MediaClass;
  phoneNumberId: string;
  wamid: string;
  opaqueId?: string;
}

/** Fetches the `link` of a message as Meta does: over real HTTP, streamed, remembered for 10 minutes by its URL. */
export class LinkFetcher {
  #cache = new Map<string, { fetched: Fetched; untilMs: number }>();
  #running = new Set<AbortController>();
  #stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly ledger: Ledger,
    private readonly faults: Faults,
  ) {}

  /** Undefined = the file was taken; else why not. */
  async fetch(link: LinkRequest): Promise<string | undefined> {
    const started = performance.now();
    const remembered = this.settings.linkCache ? this.#cache.get(link.url) : undefined;
    const cached = remembered !== undefined && remembered.untilMs > this.clock.now();
    const fetched = cached ? remembered.fetched : await this.#download(link);
    if (this.#stopped) return 'stopped';
    if (!cached && fetched.httpStatus !== null && this.settings.linkCache) this.#remember(link.url, fetched);
    const failure = fetched.failure ?? unfit(link.mediaClass, fetched);
    this.ledger.record({
      kind: 'link.fetch',
      url: link.url,
      phoneNumberId: link.phoneNumberId,
      wamid: link.wamid,
      opaqueId: link.opaqueId,
      outcome: failure === undefined ? 'fetched' : 'failed',
      httpStatus: fetched.httpStatus,
      contentType: fetched.contentType,
      sha256: fetched.sha256,
      size: fetched.size,
      error: failure,
      cached,
      ms: Math.round(performance.now() - started),
    });
    return failure;
  }

  clear(): void {
    this.#cache.clear();
  }

  stop(): void {
    this.#stopped = true;
    for (const running of this.#running) running.abort();
  }

  async #download(link: LinkRequest): Promise<Fetched> {
    const effect = this.faults.strike({
      point: 'link',
      phoneNumberId: link.phoneNumberId,
      type: link.mediaClass,
      text: () => link.url,
    });
    if (effect.delayMs) await new Promise((resolve) => setTimeout(resolve, effect.delayMs).unref());
    if (effect.httpStatus) return { httpStatus: effect.httpStatus, failure: failedWith(effect.httpStatus, '') };
    const running = new AbortController();
    this.#running.add(running);
    const timer = setTimeout(() => running.abort(), this.settings.linkTimeoutMs);
    try {
      const response = await fetch(link.url, {
        headers: { 'user-agent': 'facebookexternalua' },
        signal: running.signal,
      });
      const contentType = response.headers.get('content-type') ?? undefined;
      if (response.status !== 200 || !response.body) {
        await response.body?.cancel();
        return { httpStatus: response.status, contentType, failure: failedWith(response.status, response.statusText) };
      }
      // The two type systems disagree on the web stream; it is the same object.
      const bytes = Readable.fromWeb(response.body as ReadableStream);
      return { httpStatus: 200, contentType, ...(await measure(bytes)) };
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const reason = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : 'unknown';
      return { httpStatus: null, failure: `Downloading media from weblink failed: ${reason}` };
    } finally {
      clearTimeout(timer);
      this.#running.delete(running);
    }
  }

  #remember(url: string, fetched: Fetched): void {
    const oldest = this.#cache.size >= CACHE_MAX ? this.#cache.keys().next() : undefined;
    if (oldest && !oldest.done) this.#cache.delete(oldest.value);
    this.#cache.set(url, { fetched, untilMs: this.clock.now() + CACHE_MS });
  }
}

function failedWith(status: number, message: string): string {
  return `Downloading media from weblink failed with http code ${status}, status message ${message}`;
}

function unfit(mediaClass: MediaClass, { contentType, size = 0 }: Fetched): string | undefined {
  if (!contentType || !fitsClass(mediaClass, contentType)) {
    return `Media type ${contentType ?? 'unknown'} of the weblink is not accepted for ${mediaClass}`;
  }
  const max = maxBytesOf[mediaClass];
  return size > max ? `The media of the weblink has ${size} bytes, the limit for ${mediaClass} is ${max}` : undefined;
}
