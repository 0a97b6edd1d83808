import type { LoggerService } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import {
  currentPauses,
  pauseSends,
  probeNow,
  resumeAnswered,
  resumeSends,
  takeProbe,
  tellPaused,
  type Paused,
  type SendPause,
} from './channel-pauses.js';
import type { ChannelAccess } from '../channel-access.js';
import type { Pause } from '../rules/after-call.js';

/** A failed status that is older says nothing about what is sent now: Meta's webhooks may come hours later. */
const TOLD_MS_MAX = 60_000;

/** Channels and numbers through which nothing goes out, because Meta refuses them; as of the last look at the database. */
export class Pauses {
  private paused = new Map<string, SendPause>();
  /** Those in whose time the channel was not `connected`: when it is again, they are tried at once. */
  private readonly faulty = new Set<string>();

  constructor(private readonly parts: { source: DataSource; access: ChannelAccess; log: LoggerService }) {}

  /** A pause ends with a newer configuration. */
  async look(): Promise<void> {
    const { source, access, log } = this.parts;
    const pauses = await currentPauses(source);
    for (const { channelId, phoneNumberId, revision } of pauses) {
      const current = access.ofChannel(channelId)?.revision ?? 0;
      if (current <= revision) {
        await tellPaused(source, { channelId, phoneNumberId });
        await this.followStatus({ channelId, phoneNumberId });
      } else if (await resumeSends(source, { channelId, phoneNumberId })) {
        log.log('a channel has a new configuration, its messages go out again', { channelId });
      }
    }
    this.paused = new Map(pauses.map((pause) => [keyOf(pause), pause]));
  }

  /** `probe`: one message may try whether it works again. */
  async admits(paused: Paused, revision: number): Promise<'all' | 'probe' | 'none'> {
    if (!this.of(paused).some((pause) => pause.revision >= revision)) return 'all';
    return (await takeProbe(this.parts.source, paused)) ? 'probe' : 'none';
  }

  /** Meta refused a call in its answer. */
  async pause(refused: Paused, revision: number, { width, error }: Pause, toldAt: Date | null = null): Promise<void> {
    const { source, log } = this.parts;
    const { channelId } = refused;
    const phoneNumberId = width === 'number' ? refused.phoneNumberId : '';
    const pause = { channelId, phoneNumberId, revision, toldAt };
    this.paused.set(keyOf(pause), pause);
    const { isNew } = await pauseSends(source, { ...pause, error });
    const { class: errorClass, code } = error;
    if (isNew)
      log.error(`Meta refuses a ${width}, it is paused`, { channelId, phoneNumberId, class: errorClass, code });
  }

  /** Meta took a call and failed it afterwards, at `toldAt`. */
  async pauseByStatus(refused: Paused, pause: Pause, toldAt: Date): Promise<void> {
    if (Date.now() - toldAt.getTime() > TOLD_MS_MAX) return;
    await this.pause(refused, this.parts.access.ofChannel(refused.channelId)?.revision ?? 0, pause, toldAt);
  }

  /** A paused number took a message. */
  async resume(paused: Paused): Promise<void> {
    if (!(await resumeAnswered(this.parts.source, paused))) return;
    this.hasResumed(this.of(paused).filter(({ toldAt }) => toldAt === null));
  }

  /** Meta has really sent a message of this number, at `at`. */
  async resumeByStatus(phoneNumberId: string, at: Date): Promise<void> {
    const channelId = this.parts.access.ofNumber(phoneNumberId)?.channel.id;
    if (channelId === undefined) return;
    for (const pause of this.of({ channelId, phoneNumberId })) {
      const isOver = pause.toldAt !== null && pause.toldAt < at;
      if (isOver && (await resumeSends(this.parts.source, pause))) this.hasResumed([pause]);
    }
  }

  private hasResumed(pauses: readonly SendPause[]): void {
    for (const pause of pauses) {
      this.paused.delete(keyOf(pause));
      const { channelId, phoneNumberId } = pause;
      this.parts.log.log('a paused channel or number works again', { channelId, phoneNumberId });
    }
  }

  /** channel-config sees the repair by Meta's own word, which is sooner than the next try. */
  private async followStatus(paused: Paused): Promise<void> {
    const isConnected = this.parts.access.ofChannel(paused.channelId)?.status.state === 'connected';
    if (!isConnected) this.faulty.add(keyOf(paused));
    else if (this.faulty.delete(keyOf(paused))) await probeNow(this.parts.source, paused);
  }

  /** The pauses that hold a number back. */
  private of({ channelId, phoneNumberId }: Paused): SendPause[] {
    return ['', phoneNumberId].flatMap((id) => this.paused.get(keyOf({ channelId, phoneNumberId: id })) ?? []);
  }
}

const keyOf = ({ channelId, phoneNumberId }: Paused): string => `${channelId} ${phoneNumberId}`;
