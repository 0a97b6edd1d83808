import type { LoggerService, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { describeDatabaseError } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { followMovedNumbers } from '../customers/move-number.js';
import type { Configuration } from '../directory.js';
import { closeSessionsOfDeletedChannels } from './close-sessions-of-channel.js';
import { releaseOfDeletedExtensions } from './release-sessions.js';
import { routeOrphans } from './route-orphans.js';

const EVERY_MS = 60_000;
const SETTLE_MS = 200;

/** In this order: a number that was moved takes its sessions along before its old channel's are closed. */
const steps = {
  'sessions followed their number to another channel': followMovedNumbers,
  'sessions of deleted channels are closed': closeSessionsOfDeletedChannels,
  'sessions of deleted extensions are released': releaseOfDeletedExtensions,
  'orphaned sessions have a destination now': routeOrphans,
} as const;

/**
 * Open sessions follow the set-up: what an administrator changes while customers write leaves none where nobody looks.
 * Every replica does it, after each change and each minute; a step that another one has done finds nothing to do.
 */
export class SetupFollowing implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private stopListening: () => void = () => {};
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: DataSource,
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
      for (const [what, step] of Object.entries(steps)) {
        try {
          const count = await step(this.source, this.configuration);
          if (count > 0) this.log.log(what, { count });
        } catch (error) {
          this.log.warn(`not now: ${what}`, { error: describeDatabaseError(error) });
        }
      }
    });
  }
}
