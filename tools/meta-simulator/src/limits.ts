const PAIR_INTERVAL_MS = 6000;
const PAIR_BURST = 45;

/**
 * What one number may send: so many messages in any second, inbound and outbound counted together; and to one
 * customer one in 6 s, with a burst of 45 that is paid back (reference: throughput, pair rate). Times are passed in.
 */
export class Limits {
  #seconds = new Map<string, number[]>();
  #pairs = new Map<string, { burstEndsAt: number; sentInBurst: number; freeAt: number }>();
  /** The fullest second of each number so far. */
  readonly peakPerSecond: Record<string, number> = {};

  countMessage(phoneNumberId: string, now: number): void {
    const second = this.#lastSecond(phoneNumberId, now);
    second.push(now);
    this.peakPerSecond[phoneNumberId] = Math.max(this.peakPerSecond[phoneNumberId] ?? 0, second.length);
  }

  isNumberFull(phoneNumberId: string, perSecond: number, now: number): boolean {
    return this.#lastSecond(phoneNumberId, now).length >= perSecond;
  }

  /** True and counted, or false and nothing changed. */
  takePair(phoneNumberId: string, customer: string, now: number): boolean {
    const key = `${phoneNumberId}/${customer}`;
    const pair = this.#pairs.get(key);
    if (!pair || now >= pair.freeAt) {
      this.#forgetFreePairs(now);
      this.#pairs.set(key, { burstEndsAt: now + PAIR_INTERVAL_MS, sentInBurst: 1, freeAt: now + PAIR_INTERVAL_MS });
      return true;
    }
    if (now >= pair.burstEndsAt || pair.sentInBurst >= PAIR_BURST) return false;
    pair.sentInBurst += 1;
    pair.freeAt += PAIR_INTERVAL_MS;
    return true;
  }

  clear(): void {
    this.#seconds.clear();
    this.#pairs.clear();
    for (const key of Object.keys(this.peakPerSecond)) delete this.peakPerSecond[key];
  }

  #lastSecond(phoneNumberId: string, now: number): number[] {
    const times = this.#seconds.get(phoneNumberId) ?? [];
    this.#seconds.set(phoneNumberId, times);
    const firstRecent = times.findIndex((time) => time > now - 1000);
    times.splice(0, firstRecent === -1 ? times.length : firstRecent);
    return times;
  }

  #forgetFreePairs(now: number): void {
    if (this.#pairs.size < 10_000) return;
    for (const [key, pair] of this.#pairs) if (now >= pair.freeAt) this.#pairs.delete(key);
  }
}
