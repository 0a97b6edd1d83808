import { presenceShown, type PresenceShown } from '@wabx/contracts';
import { onSignal, sendSignal } from '@wabx/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import type { OnModuleDestroy } from '@nestjs/common';

/** An agent whose client does not say so again is taken for gone. */
const KEPT_MS = 8_000;
const SWEEP_MS = 1_000;

interface Shown {
  signal: PresenceShown;
  until: number;
}

/**
 * Who has which session open just now, and who writes in it. Every replica hears what agents say to any of them, and keeps it
 * for some seconds; nothing of it is stored. `tell` gets each change, also that somebody has gone without a word.
 */
export class Presence implements OnModuleDestroy {
  private readonly sessions = new Map<string, Map<string, Shown>>();
  private readonly stop: () => void;
  private readonly sweeping = setInterval(() => this.sweep(), SWEEP_MS);

  constructor(
    private readonly nats: NatsConnection,
    private readonly tell: (change: PresenceShown) => void,
  ) {
    this.stop = onSignal(nats, presenceShown, (signal) => this.take(signal));
  }

  show(signal: PresenceShown): void {
    sendSignal(this.nats, presenceShown, signal);
  }

  /** Who else is there. */
  othersIn({ sessionId, extensionId }: Pick<PresenceShown, 'sessionId' | 'extensionId'>): PresenceShown[] {
    const others = [...(this.sessions.get(sessionId)?.values() ?? [])].map(({ signal }) => signal);
    return others.filter((other) => other.extensionId !== extensionId);
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeping);
    this.stop();
  }

  private take(signal: PresenceShown): void {
    const { sessionId, extensionId, state } = signal;
    const present = this.sessions.get(sessionId) ?? new Map<string, Shown>();
    const before = present.get(extensionId)?.signal.state ?? 'left';
    if (state === 'left') present.delete(extensionId);
    else present.set(extensionId, { signal, until: performance.now() + KEPT_MS });
    if (present.size > 0) this.sessions.set(sessionId, present);
    else this.sessions.delete(sessionId);
    if (state !== before) this.tell(signal);
  }

  private sweep(): void {
    const now = performance.now();
    const gone = [...this.sessions.values()].flatMap((present) =>
      [...present.values()].filter(({ until }) => until <= now),
    );
    for (const { signal } of gone) this.take({ ...signal, state: 'left' });
  }
}
