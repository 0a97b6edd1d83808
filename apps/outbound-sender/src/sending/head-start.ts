/** Lets replies be committed as `sending` shortly before their slots, a few at a time. */
export class HeadStart {
  private waiting: ((place: AbortController | undefined) => void)[] = [];
  /** Of replies that are committed, or about to be, and not written: each is told when it must not be any more. */
  private readonly places = new Set<AbortController>();
  private onEmpty: (() => void) | undefined;

  constructor(private readonly max: () => number) {}

  /** Resolves when half of the places are free; undefined when the reply is sent away. */
  take(): Promise<AbortController | undefined> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.admit();
    });
  }

  /** For each one taken, once or more: the reply was written, or will not be. */
  leave(place: AbortController): void {
    if (!this.places.delete(place)) return;
    this.admit();
    if (this.places.size === 0) this.onEmpty?.();
  }

  sendAway(): void {
    for (const resolve of this.waiting.splice(0)) resolve(undefined);
    for (const place of this.places) place.abort();
  }

  async ended(): Promise<void> {
    if (this.places.size > 0) await new Promise<void>((resolve) => (this.onEmpty = resolve));
  }

  private admit(): void {
    const max = this.max();
    if (this.places.size > max / 2) return;
    for (const resolve of this.waiting.splice(0, max - this.places.size)) {
      const place = new AbortController();
      this.places.add(place);
      resolve(place);
    }
  }
}
