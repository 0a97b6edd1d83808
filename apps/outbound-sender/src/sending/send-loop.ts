import type { BeforeApplicationShutdown, LoggerService, OnApplicationBootstrap } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import { describeDatabaseError } from '@wabx/persistence';
import type { GraphClient } from '@wabx/whatsapp';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { endDead, type Standing } from '../store/leases.js';
import { lookAtNumbers, type NumberState } from '../store/number-rates.js';
import type { Send } from '../store/send.js';
import { sendingBy } from '../store/settle-sends.js';
import { startSends } from '../store/start-sends.js';
import { unwritten } from '../rules/after-call.js';
import type { ChannelAccess } from '../channel-access.js';
import { Gather } from './gather.js';
import { Leadership } from './leadership.js';
import { NumberLane, type LaneParts } from './number-lane.js';
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
  private lookedAtMs = 0;
  private looking: Promise<void> | undefined;
  private readonly loops: Promise<void>[] = [];
  private stopForgetting: () => void = () => {};
  private stopping = false;
  private ended = false;

  constructor(
    private readonly parts: {
      source: DataSource;
      graph: GraphClient;
      requests: Requests;
      access: ChannelAccess;
      metrics: SendMetrics;
      log: LoggerService;
    },
  ) {
    const { source } = parts;
    this.leadership = new Leadership(source);
    this.pauses = new Pauses(parts);
    this.outcomes = new Outcomes({ ...parts, pauses: this.pauses }, (phoneNumberIds) => this.wake(phoneNumberIds));
    const starts = new Gather((sends: Send[]) => startSends(source, this.leadership.replicaId, sends));
    this.laneParts = { ...parts, leadership: this.leadership, pauses: this.pauses, outcomes: this.outcomes, starts };
  }

  onApplicationBootstrap(): void {
    this.stopForgetting = this.parts.access.onChange(() => void this.look());
    this.loops.push(this.repeat(RENEW_MS, () => this.renew()));
    this.loops.push(this.repeat(LOOK_MS, () => this.look()));
  }

  /** These numbers may have something to send. */
  wake(phoneNumberIds: Iterable<string>): void {
    for (const phoneNumberId of phoneNumberIds) {
      const lane = this.lanes.get(phoneNumberId);
      if (lane) lane.wake();
      else if (performance.now() - this.lookedAtMs > LOOK_MS) void this.look();
    }
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
    this.stopForgetting();
    this.outcomes.hurry();
    await this.looking;
    await this.leadership.retire().catch((error: unknown) => this.warn('cannot retire', error));
    await Promise.all([...this.lanes].map(([phoneNumberId, lane]) => this.letGo(phoneNumberId, lane)));
    await Promise.all([...this.ending].map((lane) => lane.ended()));
    this.ended = true;
    await Promise.all(this.loops);
    await this.leadership.leave().catch((error: unknown) => this.warn('cannot leave', error));
    this.parts.graph.close();
  }

  private async repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    while (!this.ended) {
      await work();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  private async renew(): Promise<void> {
    const { source, access } = this.parts;
    try {
      this.standing = await this.leadership.renew();
      if (!this.standing) return this.loseAll();
      if (this.standing.hasDead) {
        await endDead(source);
        this.standing = await this.leadership.renew();
      }
      await this.pauses.look();
      if (this.standing) this.letGoSurplus(this.standing);
      const idleSinceMs = performance.now() - IDLE_MS;
      for (const [phoneNumberId, lane] of this.lanes) {
        if (lane.busyAtMs < idleSinceMs || !access.ofNumber(phoneNumberId)) void this.letGo(phoneNumberId, lane);
      }
    } catch (error) {
      this.warn('cannot renew the leases on numbers', error);
    }
  }

  private look(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { source, access } = this.parts;
    const { replicaId } = this.leadership;
    if (!this.standing) return;
    this.lookedAtMs = performance.now();
    try {
      const numbers = await lookAtNumbers(source, replicaId, access.phoneNumberIds());
      const free = new Map(numbers.filter(({ isLed }) => !isLed).map((state) => [state.phoneNumberId, state]));
      this.free = free.size;
      const room = Math.max(0, this.shareOf(this.standing) - this.lanes.size);
      const taken = await this.leadership.take([...free.keys()].slice(0, room));
      if (replicaId !== this.leadership.replicaId) return;
      for (const phoneNumberId of taken) {
        const state = free.get(phoneNumberId);
        if (state) this.lanes.set(phoneNumberId, new NumberLane(this.laneParts, phoneNumberId, this.paceOf(state)));
      }
      this.parts.metrics.countLed(this.lanes.size);
      for (const state of numbers) {
        const lane = this.lanes.get(state.phoneNumberId);
        if (!lane) continue;
        lane.pace.perSecond = this.paceOf(state);
        if (state.hasWork) lane.wake();
      }
      await this.letGoUnknown(numbers);
    } catch (error) {
      this.warn('cannot see what is ready to send', error);
    }
  }

  /** A replica that joins gets its share: those that had nothing to send for the longest time go first. */
  private letGoSurplus(standing: Standing): void {
    const surplus = Math.max(0, this.lanes.size - this.shareOf(standing));
    const idlestFirst = [...this.lanes].sort(([, one], [, other]) => one.busyAtMs - other.busyAtMs);
    for (const [phoneNumberId, lane] of idlestFirst.slice(0, surplus)) {
      void this.letGo(phoneNumberId, lane);
    }
  }

  private shareOf({ led, replicas }: Standing): number {
    return Math.ceil((Math.max(led, this.lanes.size) + this.free) / Math.max(1, replicas));
  }

  /** Leases that were taken or let go by a statement whose answer was lost. */
  private async letGoUnknown(numbers: NumberState[]): Promise<void> {
    const isKnown = (phoneNumberId: string) => this.lanes.has(phoneNumberId) || this.releasing.has(phoneNumberId);
    const unknown = numbers.filter(({ phoneNumberId, isLed }) => isLed && !isKnown(phoneNumberId));
    if (unknown.length > 0) await this.leadership.letGo(unknown.map(({ phoneNumberId }) => phoneNumberId));
  }

  /** Nobody else leads the number before the last call of this replica was written. */
  private async letGo(phoneNumberId: string, lane: NumberLane): Promise<void> {
    this.releasing.add(phoneNumberId);
    const stopped = this.endLane(phoneNumberId, lane);
    try {
      await stopped;
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

  private paceOf(state: NumberState): number {
    return currentPace(this.parts.access.ofNumber(state.phoneNumberId)?.number.sendsPerSecond ?? 80, state);
  }

  private warn(what: string, error: unknown): void {
    this.parts.log.warn(what, { error: describeDatabaseError(error) });
  }
}
