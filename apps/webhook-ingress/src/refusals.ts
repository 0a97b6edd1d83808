import { publishFailureOf } from '@wabx/messaging';
import { Problem } from '@wabx/runtime';
import type { Counter } from 'prom-client';

/** What of ours keeps a webhook from being stored. */
export type Cause = 'overloaded' | 'nats-away' | 'channels-unknown' | ReturnType<typeof publishFailureOf>;

const LOG_EVERY_MS = 60_000;

/**
 * The webhooks that Meta has to send again: each is counted by its cause, and each cause is logged, the first at once and
 * then once a minute with the count. Meta tells nobody about the answers it got, so nothing else would show them.
 */
export class Refusals {
  private readonly unlogged = new Map<Cause, { count: number; detail: string }>();
  private readonly loggedAt = new Map<Cause, number>();
  private readonly timer = setInterval(() => this.logAll(), LOG_EVERY_MS).unref();

  constructor(
    private readonly webhooks: Counter,
    private readonly log: { warn(message: string, params: object): void; error(message: string, params: object): void },
  ) {}

  /** The answer to a webhook that could not be stored because of this error. */
  ofFailure(error: unknown): Problem {
    return this.of(publishFailureOf(error), error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  of(cause: Cause, detail: string): Problem {
    this.webhooks.inc({ outcome: cause });
    this.unlogged.set(cause, { count: (this.unlogged.get(cause)?.count ?? 0) + 1, detail });
    if (performance.now() - (this.loggedAt.get(cause) ?? -Infinity) >= LOG_EVERY_MS) this.logOne(cause);
    return new Problem('TRY_AGAIN', 'Not stored; send it again.', {}, { 'retry-after': '2' });
  }

  /** The answer to a webhook whose signature does not fit; an unknown address is answered alike, for there is nothing to learn. */
  ofSignature(channelId: string | undefined): Problem {
    this.webhooks.inc({ outcome: 'signature-invalid' });
    // Floods of it are gathered by the log. Nothing of the body or of the address: a stranger wrote them.
    const reason = channelId === undefined ? 'unknown-address' : 'signature-invalid';
    this.log.warn('a webhook is refused', { reason, channelId });
    return new Problem('SIGNATURE_INVALID', 'The signature does not fit.');
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.logAll();
  }

  private logAll(): void {
    for (const cause of this.unlogged.keys()) this.logOne(cause);
  }

  private logOne(cause: Cause): void {
    this.log.error('webhooks answered with 503', { cause, ...this.unlogged.get(cause) });
    this.unlogged.delete(cause);
    this.loggedAt.set(cause, performance.now());
  }
}
