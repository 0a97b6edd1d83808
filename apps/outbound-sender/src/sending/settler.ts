import type { DataSource } from 'typeorm';
import { settleSends, type Outcome } from '../store/settle-sends.js';

const BATCH_MAX = 200;
const RETRY_DELAY_MS = 500;

/**
 * Writes outcomes as they come, all that have come meanwhile in one transaction. While the database is away they are
 * kept and tried again: an answer of Meta that is lost would make somebody decide about a message that arrived.
 */
export class Settler {
  private readonly waiting: { outcome: Outcome; done: () => void }[] = [];
  private running: Promise<void> | undefined;
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
    return new Promise((resolve) => {
      this.waiting.push({ outcome, done: resolve });
      this.running ??= this.run();
    });
  }

  /** Everything is written, or after `timeoutMs` left to the evidence of Meta's statuses. */
  async finish(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => (this.giveUp = true), timeoutMs);
    await this.running;
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    // One turn of the event loop, so that outcomes of the same moment share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MAX);
      await this.write(batch.map(({ outcome }) => outcome));
      for (const { done } of batch) done();
    }
    this.running = undefined;
  }

  private async write(outcomes: Outcome[]): Promise<void> {
    while (!this.giveUp) {
      try {
        const settled = await settleSends(this.source, outcomes);
        this.options.onSettled([...new Set(settled.map((send) => send.phone_number_id))]);
        return;
      } catch (error) {
        this.options.onFailed(error, outcomes.length);
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
  }
}
