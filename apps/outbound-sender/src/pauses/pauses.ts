import type { LoggerService } from '@nestjs/common';
import type { SendError } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { pausedChannels, pauseChannel, resumeChannel, takeProbe, tellWaiting } from './channel-pauses.js';
import type { ChannelAccess } from '../channel-access.js';

/** Channels through which nothing goes out, because Meta refuses their access; as of the last look at the database. */
export class Pauses {
  /** With the revision of the configuration that Meta refused. */
  private paused = new Map<string, number>();

  constructor(private readonly parts: { source: DataSource; access: ChannelAccess; log: LoggerService }) {}

  /** A pause ends with a newer configuration. */
  async look(): Promise<void> {
    const { source, access, log } = this.parts;
    const pauses = await pausedChannels(source);
    for (const { channelId, revision } of pauses) {
      const current = access.ofChannel(channelId)?.revision ?? 0;
      if (current <= revision) await tellWaiting(source, channelId);
      else if (await resumeChannel(source, channelId, current)) {
        log.log('a channel has a new configuration, its messages go out again', { channelId });
      }
    }
    this.paused = new Map(pauses.map(({ channelId, revision }) => [channelId, revision]));
  }

  /** `probe`: one message may try whether the channel works again. */
  async admits(channelId: string, revision: number): Promise<'all' | 'probe' | 'none'> {
    if ((this.paused.get(channelId) ?? -1) < revision) return 'all';
    return (await takeProbe(this.parts.source, channelId)) ? 'probe' : 'none';
  }

  async pause(channelId: string, revision: number, error: SendError): Promise<void> {
    this.paused.set(channelId, Math.max(revision, this.paused.get(channelId) ?? 0));
    const { isNew } = await pauseChannel(this.parts.source, { channelId, revision, error });
    if (isNew) this.parts.log.error('a channel is paused: Meta refuses its access', { channelId, class: error.class });
  }

  async resume(channelId: string): Promise<void> {
    this.paused.delete(channelId);
    if (await resumeChannel(this.parts.source, channelId)) {
      this.parts.log.log('a paused channel works again', { channelId });
    }
  }
}
