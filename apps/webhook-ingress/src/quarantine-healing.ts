import { NO_CHANNEL, operationIdOf, operationPerformed, type ChannelView, type DataOf } from '@wabx/contracts';
import type { EventPublisher } from '@wabx/messaging';
import type { ChannelsView } from '@wabx/runtime';
import type { Held, Quarantine } from './quarantine.js';

/** Changes come in a row: a channel, its numbers, its secret. */
const SETTLE_MS = 300;
/** Whoever took the work may have died over it; after the duplicate window another may. */
const LOOK_AGAIN_MS = 60_000;

const by = { keyId: 'webhook-ingress', name: 'webhook-ingress, by itself' };

/**
 * Replays what quarantine holds as soon as the configuration lets it be used: when a number, a channel or a secret has
 * changed, and at the start, because that may have happened before it. Oldest first. Of several replicas one does it: who
 * first tells the audit of it. If two do, they publish the same ids.
 */
export class QuarantineHealing {
  private readonly fingerprints = new Map<string, string>();
  /** What of each record could be used when it was last replayed; more of it is a reason to do it again. */
  private readonly replayed = new Map<number, string>();
  private changes = 0;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly channels: ChannelsView,
    private readonly quarantine: Quarantine,
    private readonly publisher: EventPublisher,
    private readonly log: { log(message: string, params: object): void; warn(message: string, params: object): void },
  ) {
    for (const channel of channels.values()) this.fingerprints.set(channel.id, fingerprintOf(channel));
    channels.onChange((channel) => {
      const fingerprint = fingerprintOf(channel);
      if (this.fingerprints.get(channel.id) === fingerprint) return;
      this.fingerprints.set(channel.id, fingerprint);
      this.changes++;
      this.lookIn(SETTLE_MS);
    });
    this.lookIn(SETTLE_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private lookIn(milliseconds: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.working = this.working.then(() => this.look());
    }, milliseconds).unref();
  }

  private async look(): Promise<void> {
    try {
      const isDone = await this.replayUsable();
      if (!isDone) this.lookIn(LOOK_AGAIN_MS);
    } catch (error) {
      this.log.warn('quarantine could not be looked through', { error: String(error) });
      this.lookIn(LOOK_AGAIN_MS);
    }
  }

  /** False when another replica does it, or has begun to. */
  private async replayUsable(): Promise<boolean> {
    let operation: DataOf<typeof operationPerformed> | undefined;
    const done = { settled: 0, remaining: 0, published: 0 };
    const tell = async (told: DataOf<typeof operationPerformed>) =>
      await this.publisher.publish(operationPerformed, NO_CHANNEL, told);
    const { changes } = this;
    for await (const record of this.quarantine.oldestFirst()) {
      // What was passed over before a change is older than what follows: the next look begins anew.
      if (this.stopped || this.changes !== changes) break;
      const usable = await this.newlyUsable(record);
      if (usable === undefined) continue;
      if (!operation) {
        operation = operationOn(record, usable);
        if ((await tell(operation)).duplicate) return false;
      }
      const intake = await this.quarantine.replay(record);
      done.published += intake?.published ?? 0;
      done[intake?.faults.length === 0 ? 'settled' : 'remaining']++;
      if (intake?.faults.length === 0) this.replayed.delete(record.sequence);
      else this.replayed.set(record.sequence, usable);
    }
    if (!operation) return true;
    await tell({ ...operation, outcome: done });
    this.log.log('quarantine replayed by itself', done);
    return true;
  }

  private async newlyUsable(record: Held): Promise<string | undefined> {
    const usable = (await this.quarantine.servedNow(record)).sort().join();
    return usable === '' || this.replayed.get(record.sequence) === usable ? undefined : usable;
  }
}

/** The same for all replicas that begin with the same record for the same reason. */
function operationOn({ sequence, data }: Held, usable: string): DataOf<typeof operationPerformed> {
  return {
    operationId: operationIdOf(`quarantine ${sequence} ${data.digest} ${usable}`),
    by,
    action: 'quarantine.replay',
    targetId: '*',
    filter: { cause: 'configuration-changed' },
    startedAt: new Date().toISOString(),
  };
}

/** What decides whether a body can be used; statuses and names do not. */
function fingerprintOf({ deleted, numbers, sealedAppSecrets }: ChannelView): string {
  return JSON.stringify([deleted, numbers.map(({ phoneNumberId }) => phoneNumberId), sealedAppSecrets]);
}
