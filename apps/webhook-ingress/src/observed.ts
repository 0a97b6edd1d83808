import { ingressObserved, type DataOf } from '@wabx/contracts';
import type { EventPublisher } from '@wabx/messaging';

type Fact = DataOf<typeof ingressObserved>['fact'];

const REPORT_EVERY_MS = 10_000;

/**
 * What the ingress has seen of Meta, for the channel doctor: the first of a kind at once, then at most one report in ten
 * seconds with the count. Nothing waits for it, and nothing fails because of it.
 */
export class Observed {
  private readonly waiting = new Map<string, { channelId: string; fact: Fact; at: string; count: number }>();
  private readonly reportedAt = new Map<string, number>();
  private readonly timer = setInterval(() => this.report(), REPORT_EVERY_MS);

  constructor(private readonly publisher: EventPublisher) {}

  note(channelId: string, fact: Fact): void {
    const key = `${channelId} ${fact}`;
    const count = (this.waiting.get(key)?.count ?? 0) + 1;
    this.waiting.set(key, { channelId, fact, at: new Date().toISOString(), count });
    if (performance.now() - (this.reportedAt.get(key) ?? -Infinity) >= REPORT_EVERY_MS) this.send(key);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.report();
  }

  private report(): void {
    for (const key of this.waiting.keys()) this.send(key);
  }

  private send(key: string): void {
    const entry = this.waiting.get(key);
    if (!entry) return;
    const { channelId, ...data } = entry;
    this.waiting.delete(key);
    this.reportedAt.set(key, performance.now());
    // Lost when NATS is away: then the next report tells what counts, that something is seen.
    this.publisher.publish(ingressObserved, channelId, data).catch(() => {});
  }
}
