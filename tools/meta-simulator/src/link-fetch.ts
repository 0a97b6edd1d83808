import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Clock } from './clock.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';
import type { Identifiers } from './identifiers.js';
import type { MediaFiles } from './media-files.js';
import { fitsClass, type MediaClass, maxBytesOf } from './media-rules.js';
import type { Settings } from './settings.js';

const CACHE_MS = 10 * 60 * 1000;
const CACHE_MAX = 1000;

interface Fetched {
  httpStatus: number | null;
  contentType?: string;
  sha256?: string;
  size?: number;
  /** The file as it was taken. */
  mediaId?: string;
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
    private readonly parts: {
      clock: Clock;
      settings: Settings;
      ledger: Ledger;
      faults: Faults;
      media: MediaFiles;
      ids: Identifiers;
    },
  ) {}

  /** The file as it was taken, or why not. */
  async fetch(link: LinkRequest): Promise<{ mediaId?: string } | { failure: string }> {
    const { clock, settings, ledger } = this.parts;
    const started = performance.now();
    const remembered = settings.linkCache ? this.#cache.get(link.url) : undefined;
    const cached = remembered !== undefined && remembered.untilMs > clock.now();
    const fetched = cached ? remembered.fetched : await this.#download(link);
    if (this.#stopped) return { failure: 'stopped' };
    if (!cached && fetched.httpStatus !== null && settings.linkCache) this.#remember(link.url, fetched);
    const failure = fetched.failure ?? unfit(link.mediaClass, fetched);
    ledger.record({
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
    return failure === undefined ? { mediaId: fetched.mediaId } : { failure };
  }

  clear(): void {
    this.#cache.clear();
  }

  stop(): void {
    this.#stopped = true;
    for (const running of this.#running) running.abort();
  }

  async #download(link: LinkRequest): Promise<Fetched> {
    const { clock, settings, faults, media, ids } = this.parts;
    const effect = faults.strike({
      point: 'link',
      phoneNumberId: link.phoneNumberId,
      type: link.mediaClass,
      text: () => link.url,
    });
    if (effect.delayMs) await new Promise((resolve) => setTimeout(resolve, effect.delayMs).unref());
    if (effect.httpStatus) return { httpStatus: effect.httpStatus, failure: failedWith(effect.httpStatus, '') };
    const running = new AbortController();
    this.#running.add(running);
    const timer = setTimeout(() => running.abort(), settings.linkTimeoutMs);
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
      const file = {
        id: ids.digits('linked-media', 15),
        phoneNumberId: link.phoneNumberId,
        mimeType: contentType ?? 'application/octet-stream',
        from: 'business' as const,
        createdAtMs: clock.now(),
      };
      const { id: mediaId, sha256, size } = await media.store(file, bytes);
      return { httpStatus: 200, contentType, mediaId, sha256, size };
    } catch (error) {
      const reason = reasonOf(error);
      return { httpStatus: null, failure: `Downloading media from weblink failed: ${reason}` };
    } finally {
      clearTimeout(timer);
      this.#running.delete(running);
    }
  }

  #remember(url: string, fetched: Fetched): void {
    const oldest = this.#cache.size >= CACHE_MAX ? this.#cache.keys().next() : undefined;
    if (oldest && !oldest.done) this.#cache.delete(oldest.value);
    this.#cache.set(url, { fetched, untilMs: this.parts.clock.now() + CACHE_MS });
  }
}

/** The innermost cause: that of a broken connection or of a file that did not arrive whole. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error ? String(error.code) : error.name;
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
