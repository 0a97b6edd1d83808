import type { LoggerService } from '@nestjs/common';
import { newId } from '@wabx/contracts';
import { describeDatabaseError } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Claimed } from '../store/claim-sends.js';
import { beat, enterReplica, leaveReplica, permitWrites, takeOver } from '../store/replicas.js';
import { startSends, type Started } from '../store/start-sends.js';
import { Batched } from './batched.js';
import type { Permit, StartedCall } from './turns.js';

/** A reply that was started, and the permit to write it. */
export type StartedSend = Started & StartedCall;

/** Often enough that a process which dies is missed within a second. */
const BEAT_MS = 200;

/** Replies are started ahead of their slots: at hundreds a second a few milliseconds more cost none, and save statements. */
const BATCHES = { everyMs: 15 };

/**
 * This process among those that share the numbers. What it begins is numbered, and it writes nothing to Meta before Postgres
 * knows that it may write up to that number. So when it dies, others know what it surely did not write, and send it; only
 * what it was permitted waits for Meta's evidence. It can be taken for dead while it lives: then it gets no more permits, and
 * goes on under another name.
 */
export class Presence {
  private id = newId();
  private entered: Promise<void> | undefined;
  /** Numbers what was started, and goes on under another name. */
  private lastNo = 0;
  private permitted = 0;
  /** Goes with whatever is committed next. */
  private wanted = 0;
  private readonly starts: Batched<{ claimed: Claimed; permits: boolean }, StartedSend | undefined>;
  private readonly permits: Batched<{ replicaId: string; no: number }, boolean>;
  private beating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly on: { takenOver(phoneNumberIds: string[]): void; log: LoggerService },
  ) {
    this.starts = new Batched((wanted) => this.startAll(wanted), BATCHES);
    this.permits = new Batched((wanted) => this.permitAll(wanted), BATCHES);
  }

  /** A UUID; another one after it was taken for dead. */
  get replicaId(): string {
    return this.id;
  }

  /** Others know of this process, or it throws what the database says. */
  async enter(): Promise<void> {
    this.timer ??= setInterval(() => this.showItself(), BEAT_MS);
    this.entered ??= enterReplica(this.source, this.id);
    await this.entered.catch((error: unknown) => {
      this.entered = undefined;
      throw error;
    });
  }

  /** With nothing in hand any more. */
  async leave(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await leaveReplica(this.source, this.id).catch(() => undefined);
  }

  /** See `startSends`. With `permits` it may be written at once. */
  start(claimed: Claimed, { permits }: { permits: boolean }): Promise<StartedSend | undefined> {
    return this.starts.do({ claimed, permits });
  }

  private async startAll(wanted: { claimed: Claimed; permits: boolean }[]): Promise<(StartedSend | undefined)[]> {
    const replicaId = this.id;
    const firstNo = this.lastNo + 1;
    this.lastNo += wanted.length;
    const numbered = wanted.map((one, at) => ({ ...one, no: firstNo + at }));
    for (const { permits, no } of numbered) if (permits) this.wanted = no;
    const permit = this.wanted;
    const { started, isPermitted } = await startSends(this.source, { replicaId, permit }, numbered);
    if (isPermitted) this.note(replicaId, permit);
    return started.map((one, at) => one && { ...one, permit: this.permitOf(replicaId, firstNo + at) });
  }

  private permitOf(replicaId: string, no: number): Permit {
    const isGiven = () => replicaId === this.id && no <= this.permitted;
    return {
      get isGiven() {
        return isGiven();
      },
      want: () => {
        if (replicaId === this.id) this.wanted = Math.max(this.wanted, no);
      },
      ask: () => this.permits.do({ replicaId, no }),
    };
  }

  private async permitAll(wanted: { replicaId: string; no: number }[]): Promise<boolean[]> {
    const replicaId = this.id;
    const upTo = Math.max(this.wanted, ...wanted.map(({ no }) => no));
    const isPermitted = await permitWrites(this.source, replicaId, upTo);
    if (isPermitted) this.note(replicaId, upTo);
    else this.showItself();
    return wanted.map((one) => isPermitted && one.replicaId === replicaId);
  }

  private note(replicaId: string, permitted: number): void {
    if (replicaId === this.id) this.permitted = Math.max(this.permitted, permitted);
  }

  private showItself(): void {
    this.beating ??= this.beat().finally(() => (this.beating = undefined));
  }

  private async beat(): Promise<void> {
    const { log } = this.on;
    try {
      await this.enter();
      const fenced = await beat(this.source, this.id);
      if (!fenced) {
        log.warn('this process was taken for dead; what it had begun and not written goes back');
        this.id = newId();
        this.entered = undefined;
        return await this.enter();
      }
      if (fenced.length === 0) return;
      const phoneNumberIds = await takeOver(this.source, fenced);
      log.warn('took over from senders that are silent', { senders: fenced.length });
      this.on.takenOver(phoneNumberIds);
    } catch (error) {
      log.warn('cannot show that this process lives', { error: describeDatabaseError(error) });
    }
  }
}
