import type { LoggerService } from '@nestjs/common';
import { describeDatabaseError } from '@wabx/persistence';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { acceptedAttempts } from '../rules/delivery-status.js';
import { slowDown } from '../store/number-rates.js';
import { settleSends, type Outcome } from '../store/attempts.js';
import type { Send } from '../store/send.js';
import { Gather } from './gather.js';
import type { Paused } from '../pauses/channel-pauses.js';
import type { Pauses } from '../pauses/pauses.js';

/** The pause between attempts to write outcomes while the database is away. */
const RETRY_DELAY_MS = 500;

/** A stopping process tries to write an outcome for so long while the database is away. */
const LAST_WRITES_MS_MAX = 5_000;

/** A reply's outcome and how it was on its way. */
export interface Outgoing extends Outcome {
  /** Of the channel's configuration that it was sent with. */
  revision: number;
  /** It went through a paused channel or number, to see whether that works again. */
  isProbe: boolean;
}

const pausedBy = ({ channel_id, phone_number_id }: Send): Paused => ({
  channelId: channel_id,
  phoneNumberId: phone_number_id,
});

/** Writes what became of replies, and what that means for their number and their channel. */
export class Outcomes {
  private readonly writes = new Gather((outcomes: Outcome[]) => this.write(outcomes));
  private hurries = false;

  constructor(
    private readonly parts: { source: DataSource; pauses: Pauses; metrics: SendMetrics; log: LoggerService },
    private readonly onSettled: (phoneNumberIds: Set<string>) => void,
  ) {}

  /** Resolves when the outcome is written. */
  async settle(outgoing: Outgoing): Promise<void> {
    const { metrics, log, pauses } = this.parts;
    const { send, transition } = outgoing;
    metrics.count(transition);
    if (transition.alert) {
      const { class: errorClass, code } = transition.error ?? {};
      log.error('a send needs attention', { ...pausedBy(send), messageId: send.message_id, class: errorClass, code });
    }
    // Before the reply is free again, or it would be sent and refused once more. The outcome is written in any case.
    await this.tellOthers(outgoing).catch((error: unknown) => {
      log.warn('a pause or a slower pace could not be written', { error: describeDatabaseError(error) });
    });
    await this.writes.do(outgoing);
    if (transition.state === 'sent' && outgoing.isProbe) await pauses.resume(pausedBy(send));
  }

  /** For a stop: what cannot be written for some seconds is left to Meta's statuses. */
  hurry(): void {
    this.hurries = true;
  }

  private async tellOthers({ send, revision, transition: { slowNumber, pause } }: Outgoing): Promise<void> {
    if (slowNumber) await slowDown(this.parts.source, send.phone_number_id);
    if (pause) await this.parts.pauses.pause(pausedBy(send), revision, pause);
  }

  private async write(outcomes: Outcome[]): Promise<void[]> {
    const { metrics, log } = this.parts;
    const settled = await this.settled(outcomes);
    for (const { message_id: messageId, state, evidence } of settled) {
      if (state !== 'sent' || acceptedAttempts(evidence).length < 2) continue;
      log.error('Meta accepted two attempts of one message', { messageId });
      metrics.countDoubles(1);
    }
    this.onSettled(new Set(settled.map((send) => send.phone_number_id)));
    return outcomes.map(() => undefined);
  }

  /** Kept while the database is away: a lost answer would make somebody decide about a message that arrived. */
  private async settled(outcomes: Outcome[]): Promise<Send[]> {
    const { source, log } = this.parts;
    const begunMs = performance.now();
    while (!this.hurries || performance.now() - begunMs < LAST_WRITES_MS_MAX) {
      try {
        return await settleSends(source, outcomes);
      } catch (error) {
        const why = { outcomes: outcomes.length, error: describeDatabaseError(error) };
        log.warn('outcomes of calls cannot be written yet', why);
        await delay(RETRY_DELAY_MS);
      }
    }
    return [];
  }
}
