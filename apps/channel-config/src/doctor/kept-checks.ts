import type { Check } from './check.js';

interface Kept {
  version: number;
  at: number;
  checks: Promise<Check[]>;
}

/**
 * What the doctor found a moment ago, for each channel: an examination is a dozen calls to Meta and others, and whoever asks
 * again and again, or ten at once, gets the same one. Not once the channel was changed since.
 */
export class KeptChecks {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly keptSeconds: number) {}

  async of({ id, version }: { id: string; version: number }, examine: () => Promise<Check[]>): Promise<Check[]> {
    const now = performance.now();
    for (const [channelId, { at }] of this.kept) if (this.isOld(at, now)) this.kept.delete(channelId);
    const known = this.kept.get(id);
    if (known?.version === version) return await known.checks;
    const entry: Kept = { version, at: now, checks: examine() };
    this.kept.set(id, entry);
    try {
      return await entry.checks;
    } catch (error) {
      // The next one tries again.
      if (this.kept.get(id) === entry) this.kept.delete(id);
      throw error;
    }
  }

  forget(channelId: string): void {
    this.kept.delete(channelId);
  }

  private isOld(at: number, now: number): boolean {
    return now - at >= this.keptSeconds * 1000;
  }
}
