import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { describeDatabaseError } from '@wabx/persistence';
import { setTimeout as delay } from 'node:timers/promises';
import { sendingBy, startSends } from '../store/attempts.js';
import { Leadership, type Standing } from '../store/leadership.js';
import { lookAtNumbers } from '../store/number-rates.js';
import type { Send } from '../store/send.js';
import { unwritten } from '../rules/after-call.js';
import { Gather } from './gather.js';
import { NumberLane, type LaneParts, type SenderParts } from './number-lane.js';
import { Outcomes } from './outcomes.js';
import { currentPace } from './pace.js';
import { Pauses } from '../pauses/pauses.js';

/** Four renewals may fail before a lease ends. */
const RENEW_MS = 300;
/** How soon a replica sees what others have made ready: replies that they took over, numbers that they let go. */
const LOOK_MS = 100;
/** A number that had nothing to send for so long counts for nobody's share; its next reply takes 0.3 s longer. */
const IDLE_MS = 600_000;

/** Leads this replica's share of the numbers and sends what is ready on them. */
export class SendLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly leadership: Leadership;
  readonly pauses: Pauses;
  private readonly outcomes: Outcomes;
  private readonly laneParts: LaneParts;
  private readonly lanes = new Map<string, NumberLane>();
  /** Not led any more, with calls under way. */
  private readonly ending = new Set<NumberLane>();
  private readonly releasing = new Set<string>();
  private standing: Standing | undefined;
  /** Numbers with something to send that nobody led at the last look. */
  private free = 0;
  private renewing: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  private stopping = false;
  private ended = false;

  constructor(private readonly parts: SenderParts) {
    const { source } = parts;
    this.leadership = new Leadership(source);
    this.pauses = new Pauses(parts);
    this.outcomes = new Outcomes({ ...parts, pauses: this.pauses }, (phoneNumberIds) => this.wake(phoneNumberIds));
    const starts = new Gather((sends: Send[]) => startSends(source, this.leadership.replicaId, sends));
    this.laneParts = { ...parts, leadership: this.leadership, pauses: this.pauses, outcomes: this.outcomes, starts };
  }

  onApplicationBootstrap(): void {
    this.renewing = this.keepRenewing();
    this.looking = this.keepLooking();
  }

  /** These numbers may have something to send; those that nobody leads are found by the next look. */
  wake(phoneNumberIds: Iterable<string>): void {
    for (const phoneNumberId of phoneNumberIds) this.lanes.get(phoneNumberId)?.wake();
  }

  /**
   * What is `sending` by this replica and in nobody's hand was never written: the answer to its start was lost, or came
   * after its number had. Answers the numbers that have it to send.
   */
  async giveBackStrays(): Promise<string[]> {
    const sends = await sendingBy(this.parts.source, this.leadership.replicaId);
    const lanes = [...this.lanes.values(), ...this.ending];
    const strays = sends.filter(({ message_id }) => !lanes.some((lane) => lane.holds(message_id)));
    await Promise.all(
      strays.map((send) => this.outcomes.settle({ send, transition: unwritten, revision: 0, isProbe: false })),
    );
    return strays.map((send) => send.phone_number_id);
  }

  /** Lets the numbers go at once; the leases on what is under way are kept until it has its outcome. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.outcomes.hurry();
    await this.looking;
    await this.leadership.retire().catch((error: unknown) => this.warn('cannot retire', error));
    await Promise.all([...this.lanes].map(([phoneNumberId, lane]) => this.letGo(phoneNumberId, lane)));
    await Promise.all([...this.ending].map((lane) => lane.ended()));
    this.ended = true;
    await this.renewing;
    await this.leadership.leave().catch((error: unknown) => this.warn('cannot leave', error));
    this.parts.graph.close();
  }

  private async keepRenewing(): Promise<void> {
    for (; !this.ended; await delay(RENEW_MS)) await this.renew();
  }

  private async keepLooking(): Promise<void> {
    for (; !this.stopping; await delay(LOOK_MS)) await this.look();
  }

  private async renew(): Promise<void> {
    try {
      this.standing = await this.leadership.renew();
      if (!this.standing) return this.loseAll();
      await this.pauses.look();
      this.letGoSome(this.standing);
    } catch (error) {
      this.warn('cannot renew the leases on numbers', error);
    }
  }

  private async look(): Promise<void> {
    const { source, access, metrics } = this.parts;
    const { replicaId } = this.leadership;
    if (!this.standing) return;
    try {
      const numbers = await lookAtNumbers(source, replicaId, access.phoneNumberIds());
      const free = numbers.filter(({ isLed }) => !isLed).map(({ phoneNumberId }) => phoneNumberId);
      this.free = free.length;
      const room = Math.max(0, this.shareOf(this.standing) - this.lanes.size);
      const taken = new Set(await this.leadership.take(free.slice(0, room)));
      if (replicaId !== this.leadership.replicaId) return;
      for (const state of numbers) {
        const { phoneNumberId, hasWork } = state;
        const pace = currentPace(access.ofNumber(phoneNumberId)?.number.sendsPerSecond ?? 80, state);
        const isTaken = taken.has(phoneNumberId);
        const lane = isTaken ? new NumberLane(this.laneParts, phoneNumberId, pace) : this.lanes.get(phoneNumberId);
        if (!lane) continue;
        this.lanes.set(phoneNumberId, lane);
        lane.pace.perSecond = pace;
        if (hasWork) lane.wake();
      }
      metrics.countLed(this.lanes.size);
      // Leases that were taken or let go by a statement whose answer was lost.
      const strays = numbers.filter(
        ({ isLed, phoneNumberId: id }) => isLed && !this.lanes.has(id) && !this.releasing.has(id),
      );
      await this.leadership.letGo(strays.map(({ phoneNumberId }) => phoneNumberId));
    } catch (error) {
      this.warn('cannot see what is ready to send', error);
    }
  }

  private shareOf({ led, replicas }: Standing): number {
    return Math.ceil((Math.max(led, this.lanes.size) + this.free) / Math.max(1, replicas));
  }

  /** A replica that joins gets its share: numbers that had nothing to send for the longest time go first. */
  private letGoSome(standing: Standing): void {
    const surplus = this.lanes.size - this.shareOf(standing);
    const idleSinceMs = performance.now() - IDLE_MS;
    const idlestFirst = [...this.lanes].sort(([, one], [, other]) => one.busyAtMs - other.busyAtMs);
    for (const [at, [phoneNumberId, lane]] of idlestFirst.entries()) {
      const isNeeded = at >= surplus && lane.busyAtMs >= idleSinceMs && this.parts.access.ofNumber(phoneNumberId);
      if (!isNeeded) void this.letGo(phoneNumberId, lane);
    }
  }

  /** Nobody else leads the number before the last call of this replica was written. */
  private async letGo(phoneNumberId: string, lane: NumberLane): Promise<void> {
    this.releasing.add(phoneNumberId);
    try {
      await this.endLane(phoneNumberId, lane);
      await this.leadership.letGo([phoneNumberId]);
    } catch (error) {
      this.warn('cannot let a number go', error);
    } finally {
      this.releasing.delete(phoneNumberId);
    }
  }

  /** Another replica has declared this one dead; it leads nothing any more. */
  private loseAll(): void {
    this.parts.log.warn('this replica was silent for too long and has lost its numbers', { numbers: this.lanes.size });
    for (const [phoneNumberId, lane] of this.lanes) void this.endLane(phoneNumberId, lane);
  }

  private endLane(phoneNumberId: string, lane: NumberLane): Promise<void> {
    this.lanes.delete(phoneNumberId);
    this.ending.add(lane);
    void lane.ended().finally(() => this.ending.delete(lane));
    return lane.stop();
  }

  private warn(what: string, error: unknown): void {
    this.parts.log.warn(what, { error: describeDatabaseError(error) });
  }
}
