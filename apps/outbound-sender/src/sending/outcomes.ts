import type { LoggerService } from '@nestjs/common';
import { describeDatabaseError } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { slowDown } from '../store/number-rates.js';
import { settleSends, type Outcome, type Settled } from '../store/settle-sends.js';
import { Gather } from './gather.js';
import type { Paused } from '../pauses/channel-pauses.js';
import type { Pauses } from '../pauses/pauses.js';
import type { Send } from '../store/send.js';

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
      log.error('a send needs attention', {
        messageId: send.message_id,
        channelId: send.channel_id,
        class: errorClass,
        code,
      });
    }
    // Before the reply is free again, or it would be sent and refused once more.
    await this.tellOthers(outgoing);
    await this.writes.do(outgoing);
    if (transition.state === 'sent' && outgoing.isProbe) await pauses.resume(pausedBy(send));
  }

  /** For a stop: what cannot be written for some seconds is left to Meta's statuses. */
  hurry(): void {
    this.hurries = true;
  }

  /** The outcome itself must be written in any case. */
  private async tellOthers({ send, revision, transition: { slowNumber, pause } }: Outgoing): Promise<void> {
    const { source, pauses, log } = this.parts;
    try {
      if (slowNumber) await slowDown(source, send.phone_number_id);
      if (pause) await pauses.pause(pausedBy(send), revision, pause);
    } catch (error) {
      log.warn('a pause or a slower pace could not be written', { error: describeDatabaseError(error) });
    }
  }

  /** Kept while the database is away: a lost answer would make somebody decide about a message that arrived. */
  private async write(outcomes: Outcome[]): Promise<void[]> {
    const { source, metrics, log } = this.parts;
    let settled: Settled[] = [];
    const begunMs = performance.now();
    const givesUp = () => this.hurries && performance.now() - begunMs > LAST_WRITES_MS_MAX;
    for (let isWritten = false; !isWritten && !givesUp();) {
      try {
        settled = await settleSends(source, outcomes);
        isWritten = true;
      } catch (error) {
        log.warn('outcomes of calls cannot be written yet', {
          outcomes: outcomes.length,
          error: describeDatabaseError(error),
        });
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
    for (const { message_id: messageId } of settled.filter(({ isDouble }) => isDouble)) {
      log.error('Meta accepted two attempts of one message', { messageId });
      metrics.countDoubles(1);
    }
    this.onSettled(new Set(settled.map((send) => send.phone_number_id)));
    return outcomes.map(() => undefined);
  }
}
