import type { DataSource } from 'typeorm';
import type { Claimed } from '../store/claim-sends.js';
import { startSends, type Started } from '../store/start-sends.js';

interface Waiting {
  claimed: Claimed;
  resolve(started: Started | undefined): void;
  reject(error: unknown): void;
}

/** Starts what is due at the same time, of all numbers, in one transaction. */
export class Starter {
  private waiting: Waiting[] = [];
  private isRunning = false;

  constructor(private readonly source: DataSource) {}

  /** Undefined when it must not be sent by us any more. Throws when that cannot be said. */
  start(claimed: Claimed): Promise<Started | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ claimed, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // One turn of the event loop, so that what falls due at the same moment shares a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        const started = await startSends(
          this.source,
          batch.map(({ claimed }) => claimed.send),
        );
        for (const { claimed, resolve } of batch) resolve(started.get(claimed.send.message_id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.isRunning = false;
  }
}
