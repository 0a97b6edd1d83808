import type { BeforeApplicationShutdown, LoggerService, OnApplicationBootstrap } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import { describeDatabaseError } from '@wabx/persistence';
import type { GraphClient } from '@wabx/whatsapp';
import type { DataSource } from 'typeorm';
import type { SendMetrics } from '../metrics.js';
import { pausedChannels, pauseChannel, resumeChannel, takeProbe, tellWaiting } from '../store/channel-pauses.js';
import { claimSends, lookAtNumbers, releaseClaims, type Claimed, type ClaimOptions } from '../store/claim-sends.js';
import { DatabaseClock, LEAD_MS, reserveSlots, slowDown, type Slots, type SlotsWanted } from '../store/rate-slots.js';
import type { Send } from '../store/send.js';
import type { Transition } from './after-call.js';
import { Batched } from './batched.js';
import { callGraph, prepareCall } from './call-graph.js';
import type { ChannelAccess } from './channel-access.js';
import { NumberLane } from './number-lane.js';
import { pacedLimit } from './pace.js';
import { Presence } from './presence.js';
import { Settler } from './settler.js';

/** The safety net for whatever wakes nobody: retries that fall due, holds that end, jobs of a replica that died. */
const POLL_MS = 250;
/** While this replica stands back it looks again when the lead ends, unless told later: a leader that dies is not missed. */
const LED_POLL_MS_MIN = 10;
/** After the calls themselves have ended. */
const LAST_WRITES_MS_MAX = 5_000;

/** Sends what is ready: one lane per number, woken by whoever makes something ready, else by a look each 250 ms. */
export class SendLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly presence: Presence;
  private readonly clock = new DatabaseClock();
  private readonly lanes = new Map<string, NumberLane>();
  private readonly claims: Batched<ClaimOptions, Claimed[]>;
  private readonly reservations: Batched<SlotsWanted, Slots>;
  private readonly releases: Batched<Send, void>;
  private readonly settler: Settler;
  /** Channels that are paused, with the configuration's revision that Meta refused; at most one poll old. */
  private paused = new Map<string, number>();
  /** For how long the first of the numbers that others lead is led yet, as the last look found it. */
  private ledMs = LEAD_MS;
  private polling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopForgetting: () => void = () => {};
  private stopping = false;

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
    this.presence = new Presence(parts.source, {
      takenOver: (phoneNumberIds) => this.wake(phoneNumberIds),
      log: parts.log,
    });
    this.claims = new Batched((wanted) => claimSends(parts.source, this.presence.replicaId, wanted));
    this.reservations = new Batched((wanted) =>
      reserveSlots(parts.source, { id: this.presence.replicaId, clock: this.clock }, wanted),
    );
    this.releases = new Batched(async (sends) => {
      await releaseClaims(parts.source, sends);
      return sends.map(() => undefined);
    });
    this.settler = new Settler(parts.source, {
      onSettled: (phoneNumberIds) => this.wake(phoneNumberIds),
      onFailed: (error, outcomes) =>
        parts.log.warn('outcomes of calls cannot be written yet', { outcomes, error: describeDatabaseError(error) }),
    });
  }

  onApplicationBootstrap(): void {
    this.stopForgetting = this.parts.access.onChange(() => void this.poll());
    void this.keepPolling();
  }

  /** These numbers may have something to send. */
  wake(phoneNumberIds: Iterable<string>): void {
    if (this.stopping) return;
    for (const phoneNumberId of phoneNumberIds) this.laneOf(phoneNumberId)?.wake();
  }

  /** Stops claiming, lets the calls under way end and be written, gives the rest back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    this.stopForgetting();
    await this.polling;
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    await this.settler.finish(LAST_WRITES_MS_MAX);
    await this.presence.leave();
    this.parts.graph.close();
  }

  private async keepPolling(): Promise<void> {
    await this.poll();
    const standsBack = [...this.lanes.values()].some((lane) => lane.standsBack);
    const waitMs = standsBack ? Math.max(LED_POLL_MS_MIN, this.ledMs) : POLL_MS;
    if (!this.stopping) this.timer = setTimeout(() => void this.keepPolling(), waitMs);
  }

  private async poll(): Promise<void> {
    if (this.stopping || this.polling) return;
    this.polling = this.look().finally(() => (this.polling = undefined));
    await this.polling;
  }

  private async look(): Promise<void> {
    const { source, access, log } = this.parts;
    try {
      await this.presence.enter();
      const pauses = await pausedChannels(source);
      for (const { channelId, revision } of pauses) {
        const current = access.ofChannel(channelId)?.revision ?? 0;
        if (current <= revision) await tellWaiting(source, channelId);
        else if (await resumeChannel(source, channelId, current)) {
          log.log('a channel has a new configuration, its messages go out again', { channelId });
        }
      }
      this.paused = new Map(pauses.map(({ channelId, revision }) => [channelId, revision]));
      const { ready, led } = await lookAtNumbers(source, this.presence.replicaId, access.phoneNumberIds());
      this.ledMs = Math.min(LEAD_MS, ...led.values());
      for (const [phoneNumberId, lane] of this.lanes) lane.look({ isLed: led.has(phoneNumberId) });
      this.wake(ready);
    } catch (error) {
      log.warn('cannot see what is ready to send', { error: describeDatabaseError(error) });
    }
  }

  private laneOf(phoneNumberId: string): NumberLane | undefined {
    const known = this.lanes.get(phoneNumberId);
    if (known) return known;
    const access = this.parts.access.ofNumber(phoneNumberId);
    if (!access) return undefined;
    const lane = new NumberLane(
      {
        claim: (limit) => this.claim(phoneNumberId, limit),
        prepare: (claimed) => prepareCall(this.parts, claimed),
        reserve: (wanted) =>
          this.reservations.do({ ...wanted, phoneNumberId, limitPerSecond: this.limitOf(phoneNumberId) }),
        start: (claimed, how) => this.presence.start(claimed, how),
        call: async (ready, turn) => {
          const outcome = await callGraph(this.parts.graph, ready, turn);
          if (turn.slot) this.parts.metrics.observeCall(performance.now() - turn.slot.startMs);
          return outcome;
        },
        release: (claimed) => this.releases.do(claimed.send),
        settle: (claimed, transition) => this.settle(claimed, transition),
        onUnanswered: () =>
          this.parts.log.error('Meta does not answer, sending stops but for a try', { phoneNumberId }),
        onError: (error) => this.parts.log.warn('sending was interrupted', { error: describeDatabaseError(error) }),
      },
      { pacePerSecond: pacedLimit(access.number.sendsPerSecond) },
    );
    this.lanes.set(phoneNumberId, lane);
    return lane;
  }

  private async claim(phoneNumberId: string, limit: number): Promise<Claimed[]> {
    const { source, access } = this.parts;
    const current = access.ofNumber(phoneNumberId);
    if (!current) return [];
    const { id, revision } = current.channel;
    const isPaused = (this.paused.get(id) ?? -1) >= revision;
    if (isPaused && !(await takeProbe(source, id))) return [];
    return await this.claims.do({
      phoneNumberId,
      limit: isPaused ? 1 : limit,
      revision,
      probing: isPaused,
    });
  }

  private async settle(claimed: Claimed, transition: Transition): Promise<void> {
    const { log, metrics } = this.parts;
    const { send } = claimed;
    metrics.count(transition);
    if (transition.alert) {
      log.error('a send needs attention', {
        messageId: send.message_id,
        channelId: send.channel_id,
        class: transition.error?.class ?? transition.pauseChannel?.class,
        code: transition.error?.code ?? transition.pauseChannel?.code,
      });
    }
    // Before the message is free again, or it would be claimed and refused once more.
    await this.tellOthers(claimed, transition);
    await this.settler.settle({ send, transition });
    if (transition.state === 'sent' && claimed.isProbe) await this.resume(send.channel_id);
  }

  /** What an outcome means for the number and the channel. The outcome itself must be written in any case. */
  private async tellOthers({ send, revision }: Claimed, { pauseChannel: error, slowNumber }: Transition) {
    const { source, log } = this.parts;
    try {
      if (slowNumber) await slowDown(source, send.phone_number_id);
      if (!error) return;
      const channelId = send.channel_id;
      this.paused.set(channelId, Math.max(revision, this.paused.get(channelId) ?? 0));
      const { isNew } = await pauseChannel(source, { channelId, revision, error });
      if (isNew) log.error('a channel is paused: Meta refuses its access', { channelId, class: error.class });
    } catch (failure) {
      log.warn('a pause or a slower pace could not be written', { error: describeDatabaseError(failure) });
    }
  }

  private async resume(channelId: string): Promise<void> {
    this.paused.delete(channelId);
    if (await resumeChannel(this.parts.source, channelId)) {
      this.parts.log.log('a paused channel works again', { channelId });
    }
  }

  private limitOf(phoneNumberId: string): number {
    return this.parts.access.ofNumber(phoneNumberId)?.number.sendsPerSecond ?? 80;
  }
}
