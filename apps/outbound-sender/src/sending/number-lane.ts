import type { LoggerService } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import { describeDatabaseError } from '@wabx/persistence';
import type { GraphClient, SendOutcome } from '@wabx/whatsapp';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { pickSends } from '../store/pick-sends.js';
import type { Send } from '../store/send.js';
import type { Started } from '../store/start-sends.js';
import { afterCall, unwritten } from '../rules/after-call.js';
import { Breaker, isAnswered } from '../rules/breaker.js';
import type { ChannelAccess } from '../channel-access.js';
import type { Gather } from './gather.js';
import { HeadStart } from './head-start.js';
import type { Leadership } from './leadership.js';
import type { Outcomes } from './outcomes.js';
import { Pace } from './pace.js';
import { tellWaiting } from '../pauses/channel-pauses.js';
import type { Pauses } from '../pauses/pauses.js';
import { prepareCall, type Ready } from './prepare-call.js';

/**
 * Replies are committed as `sending` so long before their slot, half of them at a time: a commit takes some of it, and
 * what a killed process had committed becomes `unknown`.
 */
const STARTED_AHEAD_SECONDS = 0.1;
/** Replies are picked and prepared so long before their slot: longer than a pick takes. */
const PICKED_AHEAD_SECONDS = 0.2;
/** Calls under way: a Meta that takes 20 s for an answer must not fill the memory, nor stop other numbers. */
const UNDER_WAY_SECONDS = 2;

/** A call that only asks whether Meta answers is given up after so long. */
const PROBE_MS_MAX = 5_000;

export interface LaneParts {
  source: DataSource;
  graph: GraphClient;
  requests: Requests;
  access: ChannelAccess;
  leadership: Leadership;
  starts: Gather<Send, Started | undefined>;
  outcomes: Outcomes;
  pauses: Pauses;
  metrics: SendMetrics;
  log: LoggerService;
}

/** How a reply was picked. */
interface Picked {
  revision: number;
  isProbe: boolean;
}

/** The replies of one number that this replica leads, from the pick to the outcome. */
export class NumberLane {
  /** When there was something to send, by `performance.now()`. */
  busyAtMs = performance.now();
  readonly pace: Pace;
  private readonly breaker = new Breaker();
  /** Picked and not settled; by message id. */
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly unwritten = new Set<AbortController>();
  /** Of them, those that are being prepared or wait for their start. */
  private readonly notStarted = new Set<string>();
  private readonly headStart = new HeadStart(() => this.within(STARTED_AHEAD_SECONDS));
  private picking: Promise<void> | undefined;
  private wanted = false;
  private readonly stopped = new AbortController();

  constructor(
    private readonly parts: LaneParts,
    private readonly phoneNumberId: string,
    pacePerSecond: number,
  ) {
    this.pace = new Pace(pacePerSecond);
  }

  /** There may be something to send. */
  wake(): void {
    this.busyAtMs = performance.now();
    this.wanted = true;
    this.continuePicking();
  }

  holds(messageId: string): boolean {
    return this.inHand.has(messageId);
  }

  /** Resolves when nothing more will be written and what was started is given back; calls under way go on. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.sendAway();
    await this.headStart.ended();
  }

  /** After `stop`: resolves when the last call has its outcome. */
  async ended(): Promise<void> {
    await this.picking;
    await Promise.all(this.inHand.values());
  }

  private continuePicking(): void {
    if (this.picking || !this.mayPick()) return;
    this.picking = this.pickMore().finally(() => {
      this.picking = undefined;
      // Somebody may have asked between the last look and this one.
      this.continuePicking();
    });
  }

  private mayPick(): boolean {
    const underWay = this.inHand.size - this.notStarted.size;
    const hasRoom =
      this.notStarted.size <= this.pickedMax / 2 && underWay < Math.max(20, this.within(UNDER_WAY_SECONDS));
    return this.wanted && !this.stopped.signal.aborted && hasRoom;
  }

  private async pickMore(): Promise<void> {
    try {
      while (this.mayPick()) {
        this.wanted = false;
        if (!this.breaker.isOpen) this.wanted = await this.pick(this.pickedMax - this.notStarted.size);
        else if (this.breaker.mayProbe()) this.wanted = await this.probe();
      }
    } catch (error) {
      this.wanted = false;
      this.parts.log.warn('cannot see what is to be sent', { error: describeDatabaseError(error) });
    }
  }

  /** Asks Meta for the number, which harms nobody: a reply is no probe. True when Meta answers again. */
  private async probe(): Promise<boolean> {
    const { source, access, graph, log } = this.parts;
    const { phoneNumberId } = this;
    const channel = access.ofNumber(phoneNumberId)?.channel;
    if (!channel) return false;
    const accessToken = await access.tokenOf(channel).catch(() => '');
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(PROBE_MS_MAX)]);
    const asked = await graph.getPhoneNumber({ accessToken, phoneNumberId, fields: ['id'], signal });
    this.breaker.note({ isAnswered: isAnswered(asked) });
    if (!this.breaker.isOpen) log.log('Meta answers again, sending goes on', { phoneNumberId });
    else await tellWaiting(source, { channelId: channel.id, phoneNumberId }, 'meta-away');
    return !this.breaker.isOpen;
  }

  private async pick(limit: number): Promise<boolean> {
    const { source, access, pauses } = this.parts;
    const { phoneNumberId } = this;
    const channel = access.ofNumber(phoneNumberId)?.channel;
    if (!channel) return false;
    const { id, revision } = channel;
    const admitted = await pauses.admits({ channelId: id, phoneNumberId }, revision);
    if (admitted === 'none') return false;
    const isProbe = admitted === 'probe';
    const except = [...this.notStarted];
    const sends = await pickSends(source, { phoneNumberId, limit: isProbe ? 1 : limit, except, revision, isProbe });
    for (const send of sends) if (!this.holds(send.message_id)) this.run(send, { revision, isProbe });
    return sends.length === limit;
  }

  private run(send: Send, picked: Picked): void {
    this.notStarted.add(send.message_id);
    const life = this.send(send, picked)
      .catch((error: unknown) => this.parts.log.warn('a send was interrupted', { error: describeDatabaseError(error) }))
      .finally(() => {
        this.inHand.delete(send.message_id);
        this.continuePicking();
      });
    this.inHand.set(send.message_id, life);
  }

  /** The life of a reply. */
  private async send(send: Send, picked: Picked): Promise<void> {
    const { outcomes, starts } = this.parts;
    const prepared = await this.prepare(send, picked).finally(() => this.notStarted.delete(send.message_id));
    this.continuePicking();
    if (!prepared) return;

    let isAhead = true;
    const written = () => {
      if (isAhead) this.headStart.end();
      isAhead = false;
    };
    try {
      const started = await starts.do(send);
      if (!started) return;
      const outcome = await this.call(started, prepared, written);
      if (outcome) this.note(outcome);
      const transition = outcome ? afterCall(outcome, started.send) : unwritten;
      await outcomes.settle({ ...picked, ...started, transition });
    } finally {
      written();
    }
  }

  /** Resolves when the reply is to be committed as `sending`; undefined when it is not. */
  private async prepare(send: Send, picked: Picked): Promise<Ready | undefined> {
    const prepared = await prepareCall(this.parts, send);
    if (prepared.outcome === 'settled') {
      await this.parts.outcomes.settle({ ...picked, send, transition: prepared.transition });
    }
    return prepared.outcome === 'ready' && (await this.slotIsNear()) ? prepared : undefined;
  }

  private async slotIsNear(): Promise<boolean> {
    return this.goesOn && (await this.headStart.take());
  }

  /** Makes the call in a slot; undefined when it must not be made any more, and surely was not. */
  private async call(
    started: Started,
    { accessToken, body }: Ready,
    written: () => void,
  ): Promise<SendOutcome | undefined> {
    const { graph, metrics } = this.parts;
    while (this.mayWrite(started)) {
      const slot = await this.pace.next();
      if (!slot || !this.mayWrite(started)) return undefined;
      let writtenMs: number | undefined;
      const giveUp = new AbortController();
      this.unwritten.add(giveUp);
      const mayWrite = () => {
        if (!this.mayWrite(started) || !slot.use()) return false;
        this.unwritten.delete(giveUp);
        writtenMs = performance.now();
        written();
        return true;
      };
      const call = { accessToken, phoneNumberId: this.phoneNumberId, body, mayWrite, signal: giveUp.signal };
      const outcome = await graph.sendMessage(call);
      this.unwritten.delete(giveUp);
      if (writtenMs !== undefined) metrics.observeCall(performance.now() - writtenMs);
      if (outcome.outcome !== 'not-sent' || outcome.cause.kind !== 'aborted') return outcome;
      // The connection took longer than a slot lasts; it stands now, for the next one.
    }
    return undefined;
  }

  private mayWrite({ startedBy, windowEndsMs }: Started): boolean {
    return this.goesOn && performance.now() < windowEndsMs && this.parts.leadership.isHeldBy(startedBy);
  }

  private get goesOn(): boolean {
    return !this.stopped.signal.aborted && !this.breaker.isOpen;
  }

  /** When Meta stops answering, what is not written yet goes back: each call without an answer is one nobody knows of. */
  private note(outcome: SendOutcome): void {
    if (!this.breaker.note({ isAnswered: isAnswered(outcome) })) return;
    this.sendAway();
    this.parts.log.error('Meta is away, sending stops until it answers', { phoneNumberId: this.phoneNumberId });
  }

  private sendAway(): void {
    this.headStart.sendAway();
    this.pace.sendAway();
    for (const call of this.unwritten) call.abort();
  }

  private get pickedMax(): number {
    return Math.max(4, this.within(PICKED_AHEAD_SECONDS));
  }

  /** Calls that leave in so many seconds. */
  private within(seconds: number): number {
    return Math.ceil(this.pace.perSecond * seconds);
  }
}
