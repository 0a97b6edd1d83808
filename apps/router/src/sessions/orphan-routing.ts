import type { LoggerService, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Configuration } from '../directory.js';
import type { SessionStore } from './session-store.js';

const EVERY_MS = 60_000;
const SETTLE_MS = 200;

/** A number that is configured after its first message: its sessions get their destination as soon as it is known. */
export class OrphanRouting implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private stopListening: () => void = () => {};
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly sessions: SessionStore,
    private readonly configuration: Configuration,
    private readonly log: LoggerService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.run(), EVERY_MS);
    this.stopListening = this.configuration.onChange(() => {
      // Configuration comes in bursts; one look after the burst is enough.
      this.soon ??= setTimeout(() => this.run(), SETTLE_MS);
    });
    this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopListening();
    clearInterval(this.timer);
    clearTimeout(this.soon);
    await this.running;
  }

  private run(): void {
    this.soon = undefined;
    this.running = this.running.then(async () => {
      try {
        const routed = await this.sessions.routeOrphans();
        if (routed > 0) this.log.log('orphaned sessions have a destination now', { routed });
      } catch (error) {
        this.log.warn('orphaned sessions could not be routed now', { error: String(error) });
      }
    });
  }
}
