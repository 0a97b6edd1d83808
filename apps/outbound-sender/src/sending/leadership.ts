import { newId } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { enter, LEASE_MS, leave, letGo, renew, retire, take, type Standing } from '../store/leases.js';

/** A call that is written in the last moment of a lease is at Meta before the next leader writes. */
const MARGIN_MS = 200;

/**
 * This replica's leases on numbers, by its own monotonic clock: they hold from before their renewal was asked for, so they
 * end here before they end in Postgres, and no two clocks are compared. A replica that others have declared dead goes on
 * under another id, without any number.
 */
export class Leadership {
  replicaId = newId();
  private isEntered = false;
  private endsMs = -Infinity;

  constructor(
    private readonly source: DataSource,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asked directly before each write to Meta, with the id under which the number was taken. */
  isHeldBy(replicaId: string): boolean {
    return replicaId === this.replicaId && this.now() < this.endsMs;
  }

  /** Renews all leases; undefined when they are lost. */
  async renew(): Promise<Standing | undefined> {
    const askedMs = this.now();
    if (!this.isEntered) {
      await enter(this.source, this.replicaId);
      this.isEntered = true;
    }
    const standing = await renew(this.source, this.replicaId);
    if (standing) this.endsMs = askedMs + LEASE_MS - MARGIN_MS;
    else {
      this.replicaId = newId();
      this.isEntered = false;
    }
    return standing;
  }

  async take(phoneNumberIds: string[]): Promise<string[]> {
    return phoneNumberIds.length === 0 ? [] : await take(this.source, this.replicaId, phoneNumberIds);
  }

  async letGo(phoneNumberIds: string[]): Promise<void> {
    await letGo(this.source, this.replicaId, phoneNumberIds);
  }

  /** Others share the numbers without this replica from now on; what is under way stays its own. */
  async retire(): Promise<void> {
    await retire(this.source, this.replicaId);
  }

  async leave(): Promise<void> {
    await leave(this.source, this.replicaId);
  }
}
