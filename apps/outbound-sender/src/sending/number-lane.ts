import type { LoggerService } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import { describeDatabaseError } from '@wabx/persistence';
import { isTracing, withTrace } from '@wabx/telemetry';
import type { GraphClient, SendOutcome } from '@wabx/whatsapp';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { pickSends, type Started } from '../store/attempts.js';
import type { Leadership } from '../store/leadership.js';
import type { Send } from '../store/send.js';
import { afterCall, unwritten } from '../rules/after-call.js';
import { Breaker, isAnswered, PROBE_MS } from '../rules/breaker.js';
import type { ChannelAccess } from '../channel-access.js';
import type { Gather } from './gather.js';
import { HeadStart } from './head-start.js';
import type { Outcomes } from './outcomes.js';
import { Pace } from './pace.js';
import { tellWaiting } from '../pauses/channel-pauses.js';
import type { Pauses } from '../pauses/pauses.js';
import { prepareCall, type Message } from './prepare-call.js';

/**
 * Replies are committed as `sending` so long before their slot, half of them at a time: a commit takes some of it, and
 * what a killed process had committed becomes `unknown`. Twice as many are picked and prepared: a pick takes longer.
 */
const STARTED_AHEAD_SECONDS = 0.1;
/** Calls under way: a Meta that takes 20 s for an answer must not fill the memory, nor stop other numbers. */
const UNDER_WAY_SECONDS = 2;

export interface SenderParts {
  source: DataSource;
  graph: GraphClient;
  requests: Requests;
  access: ChannelAccess;
  metrics: SendMetrics;
  log: LoggerService;
}

/** What all lanes of a replica share. */
export interface LaneParts extends SenderParts {
  leadership: Leadership;
  starts: Gather<Send, Started | undefined>;
  outcomes: Outcomes;
  pauses: Pauses;
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
  /** Of them, those that are being prepared or wait for their start. */
  private readonly notStarted = new Set<string>();
  private readonly headStart = new HeadStart(() => this.startedMax);
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
    this.wanted = false;
    this.picking = (this.breaker.isOpen ? this.probe() : this.pick())
      .catch((error: unknown) => this.warn('cannot see what is to be sent', error))
      .finally(() => {
        this.picking = undefined;
        this.continuePicking();
      });
  }

  private mayPick(): boolean {
    const underWay = this.inHand.size - this.notStarted.size;
    const hasRoom = this.notStarted.size <= this.startedMax && underWay < Math.max(20, this.within(UNDER_WAY_SECONDS));
    return this.wanted && !this.stopped.signal.aborted && hasRoom;
  }

  /** Asks Meta for the number, which harms nobody: a reply is no probe. */
  private async probe(): Promise<void> {
    const { source, access, graph, log } = this.parts;
    const { phoneNumberId } = this;
    const channel = access.ofNumber(phoneNumberId)?.channel;
    if (!channel || !this.breaker.mayProbe()) return;
    const accessToken = await access.tokenOf(channel).catch(() => '');
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(PROBE_MS)]);
    const asked = await graph.getPhoneNumber({ accessToken, phoneNumberId, fields: ['id'], signal });
    this.breaker.note({ isAnswered: isAnswered(asked) });
    this.wanted = !this.breaker.isOpen;
    if (this.wanted) log.log('Meta answers again, sending goes on', { phoneNumberId });
    else await tellWaiting(source, { channelId: channel.id, phoneNumberId }, 'meta-away');
  }

  private async pick(): Promise<void> {
    const { source, access, pauses } = this.parts;
    const { phoneNumberId } = this;
    const channel = access.ofNumber(phoneNumberId)?.channel;
    if (!channel) return;
    const { id, revision } = channel;
    const admitted = await pauses.admits({ channelId: id, phoneNumberId }, revision);
    if (admitted === 'none') return;
    const isProbe = admitted === 'probe';
    const except = [...this.notStarted];
    const limit = isProbe ? 1 : 2 * this.startedMax - this.notStarted.size;
    const sends = await pickSends(source, { phoneNumberId, limit, except, revision, isProbe });
    for (const send of sends) if (!this.holds(send.message_id)) this.run(send, { revision, isProbe });
    if (sends.length === limit && !isProbe) this.wanted = true;
  }

  private run(send: Send, picked: Picked): void {
    this.notStarted.add(send.message_id);
    const life = this.send(send, picked)
      .catch((error: unknown) => this.warn('a send was interrupted', error))
      .finally(() => {
        this.notStarted.delete(send.message_id);
        this.inHand.delete(send.message_id);
        this.continuePicking();
      });
    this.inHand.set(send.message_id, life);
  }

  /** The life of a reply. */
  private async send(send: Send, picked: Picked): Promise<void> {
    const { outcomes, starts } = this.parts;
    const prepared = await prepareCall(this.parts, send);
    if (!prepared) return;
    if (prepared.outcome === 'settled') return await outcomes.settle({ ...picked, ...prepared, send });

    const place = this.goesOn ? await this.headStart.take() : undefined;
    if (!place) return;
    this.notStarted.delete(send.message_id);
    this.continuePicking();
    try {
      const started = await starts.do(send);
      if (!started) return;
      // The trace of the reply, which began where an agent wrote it.
      const call = () => this.call(started, prepared.message, place);
      const outcome = await (isTracing() ? withTrace(send.traceparent ?? undefined, call) : call());
      if (outcome) this.note(outcome);
      const transition = outcome ? afterCall(outcome, started.send) : unwritten;
      await outcomes.settle({ ...picked, send: started.send, transition });
    } finally {
      this.headStart.leave(place);
    }
  }

  /** Makes the call in a slot; undefined when it must not be made any more, and surely was not. */
  private async call(started: Started, message: Message, place: AbortController): Promise<SendOutcome | undefined> {
    const { graph } = this.parts;
    while (this.mayWrite(started)) {
      const slot = await this.pace.next();
      if (!slot) return undefined;
      const mayWrite = () => {
        if (!this.mayWrite(started) || !slot()) return false;
        this.headStart.leave(place);
        return true;
      };
      const outcome = await graph.sendMessage({ ...message, mayWrite, signal: place.signal });
      if (outcome.outcome !== 'not-sent' || outcome.cause.kind !== 'aborted') return outcome;
      // The connection took longer than a slot lasts; it stands now, for the next one.
    }
    return undefined;
  }

  private mayWrite({ send, windowEndsMs }: Started): boolean {
    return this.goesOn && performance.now() < windowEndsMs && this.parts.leadership.isHeldBy(send.started_by);
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
  }

  private get startedMax(): number {
    return Math.max(2, this.within(STARTED_AHEAD_SECONDS));
  }

  /** Calls that leave in so many seconds. */
  private within(seconds: number): number {
    return Math.ceil(this.pace.perSecond * seconds);
  }

  private warn(what: string, error: unknown): void {
    this.parts.log.warn(what, { error: describeDatabaseError(error) });
  }
}
