import type { BeforeApplicationShutdown, LoggerService, OnApplicationBootstrap } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import { describeDatabaseError } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { ChannelAccess } from '../channel-access.js';
import type { SendLoop } from '../sending/send-loop.js';
import { endSendsOfDeletedChannels } from './end-of-channels.js';
import { endExpiredSends } from './end-expired.js';
import { mendHoles } from './mend-holes.js';
import { uploadWaitingFiles } from './upload-files.js';

const EVERY_MS = 1_000;

/**
 * Looks each second after replies that cannot go by themselves: their window shut, an earlier one is missing, or their
 * file must be uploaded first. Every replica does; each step is a conditional change, so they do not get in each other's way.
 */
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timers: NodeJS.Timeout[] = [];
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly parts: {
      source: DataSource;
      requests: Requests;
      access: ChannelAccess;
      loop: SendLoop;
      log: LoggerService;
    },
  ) {}

  onApplicationBootstrap(): void {
    const { source, requests, access } = this.parts;
    const chores: Record<string, () => Promise<string[]>> = {
      'end expired sends': () => endExpiredSends(source, requests),
      'end sends of deleted channels': () => endSendsOfDeletedChannels(source, access),
      'mend holes': () => mendHoles(source, requests, access),
      'upload files': () => uploadWaitingFiles(source, requests),
      'give back what was not written': () => this.parts.loop.giveBackStrays(),
    };
    this.timers = Object.entries(chores).map(([name, chore]) => setInterval(() => this.run(name, chore), EVERY_MS));
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    // An upload may take two minutes and may be done again by another replica; nothing is lost by leaving it.
    this.running.delete('upload files');
    await Promise.all(this.running.values());
  }

  private run(name: string, chore: () => Promise<string[]>): void {
    if (this.running.has(name)) return;
    const { loop, log } = this.parts;
    const work = chore()
      .then((phoneNumberIds) => loop.wake(phoneNumberIds))
      .catch((error: unknown) => log.warn(`cannot ${name}`, { error: describeDatabaseError(error) }))
      .finally(() => this.running.delete(name));
    this.running.set(name, work);
  }
}
