import { createHash } from 'node:crypto';

/**
 * Ids and chances that look random and are the same for the same seed and run. Each kind counts by itself, so that
 * one more media file does not change which message a fault with a probability hits.
 */
export class Identifiers {
  #counts = new Map<string, number>();

  constructor(
    private readonly seed: string,
    private readonly run: number,
  ) {}

  /** Meta's message id: opaque to clients, and holding the customer's number in base64 as the real one does. */
  wamid(customer: string, direction: 'in' | 'out'): string {
    const tail = this.#digest('wamid').subarray(0, 9).toString('hex').toUpperCase();
    const head = Buffer.from([0x1d, 0x18, customer.length]);
    const middle = Buffer.from(direction === 'out' ? '\x15\x02\x00\x11\x18\x12' : '\x15\x02\x00\x12\x18\x14', 'latin1');
    return `wamid.${Buffer.concat([head, Buffer.from(customer), middle, Buffer.from(tail), Buffer.from([0])]).toString('base64')}`;
  }

  digits(kind: string, length: number): string {
    return BigInt(`0x${this.#digest(kind).toString('hex')}`)
      .toString()
      .slice(0, length);
  }

  trace(): string {
    return `A${this.#digest('trace').toString('base64url').slice(0, 22)}`;
  }

  /** A number from 0 to below 1. */
  chance(kind: string): number {
    return this.#digest(kind).readUInt32BE(0) / 2 ** 32;
  }

  #digest(kind: string): Buffer {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return createHash('sha256').update(`${this.seed}/${this.run}/${kind}/${count}`).digest();
  }
}
