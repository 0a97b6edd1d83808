import { describeDatabaseError } from '@wabx/persistence';
import { fetchFile, type FetchTools } from './fetch-file.js';
import type { ClaimedFile, FetchOutcome, FetchQueue } from './fetch-queue.js';

const AT_ONCE_MAX = 4;
// The safety net for a lost wake-up, and how soon a file whose waiting time is over is taken.
const POLL_MS = 1_000;
const RENEW_MS = 15_000;
const FETCH_MS_MAX = 15 * 60_000;

/** Fetches what is due, a few files at a time, in every replica: the queue gives each file to one of them. */
export class FetchLoop {
  private readonly running = new Map<ClaimedFile, Promise<void>>();
  private readonly stopping = new AbortController();
  private ring: () => void = () => undefined;
  private rung = false;
  private loop: Promise<void> | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private forgetChannels: () => void = () => undefined;

  constructor(
    private readonly queue: FetchQueue,
    private readonly tools: FetchTools,
  ) {}

  start(): void {
    this.loop = this.run();
    this.renewal = setInterval(() => {
      this.queue.renew([...this.running.keys()]).catch((error: unknown) => this.report('lease not renewed', error));
    }, RENEW_MS);
    this.forgetChannels = this.tools.channels.onNewToken((channelId) => {
      this.queue.resumeChannel(channelId).then(
        () => this.wake(),
        (error: unknown) => this.report('waiting files not resumed', error),
      );
    });
  }

  /** There may be something due. */
  wake(): void {
    this.rung = true;
    this.ring();
  }

  /** Gives up what is under way and gives it back, so that another replica or the next start begins it anew. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.forgetChannels();
    this.wake();
    await this.loop;
    const given = [...this.running.keys()];
    await Promise.all(this.running.values());
    clearInterval(this.renewal);
    await this.queue.release(given).catch((error: unknown) => this.report('files not given back', error));
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.rung = false;
      const room = AT_ONCE_MAX - this.running.size;
      const claims = room > 0 ? await this.claim(room) : [];
      for (const claim of claims) {
        const work = this.fetch(claim).finally(() => {
          this.running.delete(claim);
          this.wake();
        });
        this.running.set(claim, work);
      }
      if (claims.length === 0) await this.rest();
    }
  }

  private async claim(room: number): Promise<ClaimedFile[]> {
    try {
      return await this.queue.claim(room);
    } catch (error) {
      this.report('files not claimed', error);
      return [];
    }
  }

  private async fetch(claim: ClaimedFile): Promise<void> {
    try {
      const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(FETCH_MS_MAX)]);
      const outcome = await this.attempt(claim, signal);
      if (this.stopping.signal.aborted && outcome.outcome === 'later') return;
      const settled = await this.queue.settle(claim, outcome);
      if (settled.isOurs) this.tools.metrics.countFetch(outcome);
      if (settled.isOurs && settled.hold) this.tools.log.warn('look-ups of files are held', { ...settled.hold });
      if (!settled.isOurs && outcome.outcome === 'stored') await this.tools.objects.delete(outcome.objectKey);
    } catch (error) {
      // The lease ends by itself, and an object without a row is found by the reconciliation.
      this.report('a fetch could not be settled', error);
    }
  }

  private async attempt(claim: ClaimedFile, signal: AbortSignal): Promise<FetchOutcome> {
    try {
      return await fetchFile(this.tools, claim, signal);
    } catch (error) {
      // No database here: a sealing key that is missing, say, in words that name no value.
      this.tools.log.warn('a fetch failed', { fileId: claim.id, error: String(error) });
      return { outcome: 'later', error: 'unreachable' };
    }
  }

  private async rest(): Promise<void> {
    if (this.rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private report(what: string, error: unknown): void {
    this.tools.log.warn(what, {
      error: error instanceof Error ? error.name : '',
      reason: describeDatabaseError(error),
    });
  }
}
