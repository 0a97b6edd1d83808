import type { SendOutcome } from '@wabx/whatsapp';
import type { Claimed } from '../store/claim-sends.js';
import { afterCall, unwritten, type Transition } from './after-call.js';
import { Breaker } from './breaker.js';
import type { Prepared, Ready } from './call-graph.js';
import { claimSize } from './pace.js';
import type { StartedSend } from './presence.js';
import { CallTurn, Turns, type TurnsWork } from './turns.js';

export interface LaneWork extends TurnsWork {
  claim(limit: number): Promise<Claimed[]>;
  prepare(claimed: Claimed): Promise<Prepared>;
  /** Commits that it is going to be written, with `permits` also that it may be; undefined when it must not be. */
  start(claimed: Claimed, how: { permits: boolean }): Promise<StartedSend | undefined>;
  call(ready: Ready, turn: CallTurn): Promise<SendOutcome>;
  settle(claimed: Claimed, transition: Transition): Promise<void>;
  release(claimed: Claimed): Promise<void>;
  /** Meta does not answer; calls of this number stop, but for one now and then. */
  onUnanswered(): void;
}

/** Of a claim, for a replica that stands back: it is in practice, with compiled code and connections, when the leader dies. */
const LITTLE = 1 / 24;

/**
 * The sends of one number through this process. Claims a little ahead of the pace, opens a connection for each, and
 * writes each in a slot of its own. A file whose link takes time does not hold up what was claimed with it.
 */
export class NumberLane {
  private readonly turns: Turns;
  private readonly breaker = new Breaker();
  private readonly running = new Set<Promise<void>>();
  /** Claimed and not started yet. */
  private inHand = 0;
  private calling = 0;
  private claiming: Promise<void> | undefined;
  private wanted = false;
  private mayClaimALittle = false;
  private stopping = false;

  constructor(
    private readonly work: LaneWork,
    { pacePerSecond }: { pacePerSecond: number },
  ) {
    this.turns = new Turns(work, pacePerSecond);
  }

  /** Another replica leads the number: this one finishes what it has in hand and claims a little at each look at it. */
  get standsBack(): boolean {
    return this.turns.isLed;
  }

  /** Whether another replica leads it, for whoever has just looked. */
  look({ isLed }: { isLed: boolean }): void {
    this.turns.isLed = isLed;
    this.mayClaimALittle = isLed;
  }

  /** There may be something to send. */
  wake(): void {
    this.wanted = true;
    this.continueClaiming();
  }

  /** Gives back what is not written yet, waits for the calls under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.claiming;
    await this.turns.stop();
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private continueClaiming(): void {
    if (!this.mayClaim() || this.claiming) return;
    this.claiming = this.claimMore().finally(() => {
      this.claiming = undefined;
      // Somebody may have asked in the moment between the last look and this one.
      this.continueClaiming();
    });
  }

  private async claimMore(): Promise<void> {
    try {
      while (this.mayClaim()) {
        this.wanted = false;
        const isTrial = this.breaker.isOpen;
        const limit = this.breaker.admits(this.claimSize());
        this.mayClaimALittle = false;
        const claimed = limit > 0 ? await this.work.claim(limit) : [];
        if (claimed.length > 0) this.wanted = true;
        for (const one of claimed) this.run(this.handle(one, isTrial));
      }
    } catch (error) {
      this.wanted = false;
      this.work.onError(error);
    }
  }

  private claimSize(): number {
    const whole = claimSize(this.turns.pacePerSecond);
    return this.standsBack ? Math.ceil(whole * LITTLE) : whole;
  }

  /** Half a claim in hand is enough; more would only wait here instead of where another replica can take it. */
  private mayClaim(): boolean {
    const hasRoom = this.inHand <= this.claimSize() / 2 && this.calling < this.callsMax();
    return this.wanted && !this.stopping && (!this.standsBack || this.mayClaimALittle) && hasRoom;
  }

  /** Two seconds' worth: a Meta that takes 20 s for an answer must not fill the memory, nor stop other numbers. */
  private callsMax(): number {
    return Math.max(20, Math.ceil(this.turns.pacePerSecond * 2));
  }

  private async handle(claimed: Claimed, isTrial: boolean): Promise<void> {
    const { work } = this;
    let started: StartedSend | undefined;
    let isCalling = false;
    this.inHand += 1;
    const turn = new CallTurn(this.turns, async (how) => {
      // What was in hand when Meta stopped answering goes back and waits with the others.
      if (this.breaker.isOpen && !isTrial) return undefined;
      isCalling = true;
      this.inHand -= 1;
      this.calling += 1;
      this.continueClaiming();
      started = await work.start(claimed, how);
      return started;
    });
    try {
      const prepared = await work.prepare(claimed);
      if (prepared.outcome === 'settled') return await work.settle(claimed, prepared.transition);
      if (prepared.outcome === 'released') return await work.release(claimed);
      const outcome = await work.call(prepared, turn);
      this.turns.leave(turn);
      if (turn.slot && isAnswer(outcome)) this.turns.noteAnswer(turn.slot);
      this.note(outcome, turn);
      if (started) await work.settle({ ...claimed, send: started.send }, transitionOf(outcome, started));
      else if (isConnectionFailure(outcome, turn)) await work.settle(claimed, afterCall(outcome, claimed.send));
      else await work.release(claimed);
    } finally {
      if (isCalling) this.calling -= 1;
      else this.inHand -= 1;
      this.continueClaiming();
    }
  }

  private note(outcome: SendOutcome, turn: CallTurn): void {
    if (outcome.outcome === 'not-sent' && !isConnectionFailure(outcome, turn)) return;
    if (!this.breaker.note({ isAnswered: isAnswer(outcome) })) return;
    // What is started and waits for its slot goes back too: each call that Meta takes and does not answer nobody knows of.
    this.turns.sendAway();
    this.work.onUnanswered();
  }

  private run(task: Promise<void>): void {
    const tracked = task
      .catch((error: unknown) => this.work.onError(error))
      .finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}

function transitionOf(outcome: SendOutcome, { send }: StartedSend): Transition {
  const hadNoTurn = outcome.outcome === 'not-sent' && ['aborted', 'timeout'].includes(outcome.cause.kind);
  return hadNoTurn ? unwritten : afterCall(outcome, send);
}

function isAnswer({ outcome }: SendOutcome): boolean {
  return outcome === 'accepted' || outcome === 'rejected';
}

/** It never came to ask for its turn: there is no way to Meta at the moment. */
function isConnectionFailure(outcome: SendOutcome, turn: CallTurn): boolean {
  return outcome.outcome === 'not-sent' && !turn.wasAwaited;
}
