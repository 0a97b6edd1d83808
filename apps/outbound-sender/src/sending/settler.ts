import type { DataSource } from 'typeorm';
import { settleSends, type Outcome } from '../store/settle-sends.js';
import { Batched } from './batched.js';

/**
 * Nobody waits for an outcome but the next reply of its conversation, and most of what a transaction costs is its own. What
 * is gathered becomes unknown when the process is killed, so not for longer.
 */
const BATCHES = { everyMs: 30, max: 200 };
const RETRY_DELAY_MS = 500;

/**
 * Writes outcomes as they come, all that have come meanwhile in one transaction. While the database is away they are
 * kept and tried again: an answer of Meta that is lost would make somebody decide about a message that arrived.
 */
export class Settler {
  private readonly batches = new Batched((outcomes: Outcome[]) => this.write(outcomes), BATCHES);
  private giveUp = false;

  constructor(
    private readonly source: DataSource,
    private readonly options: {
      /** Numbers whose conversations may have something to send now. */
      onSettled: (phoneNumberIds: string[]) => void;
      onFailed: (error: unknown, outcomes: number) => void;
    },
  ) {}

  /** Resolves when the outcome is written, or given up at the stop. */
  settle(outcome: Outcome): Promise<void> {
    return this.batches.do(outcome);
  }

  /** Everything is written, or after `timeoutMs` left to the evidence of Meta's statuses. */
  async finish(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => (this.giveUp = true), timeoutMs);
    await this.batches.finish();
    clearTimeout(timer);
  }

  private async write(outcomes: Outcome[]): Promise<void[]> {
    while (!this.giveUp) {
      try {
        const settled = await settleSends(this.source, outcomes);
        this.options.onSettled([...new Set(settled.map((send) => send.phone_number_id))]);
        break;
      } catch (error) {
        this.options.onFailed(error, outcomes.length);
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
    return outcomes.map(() => undefined);
  }
}
