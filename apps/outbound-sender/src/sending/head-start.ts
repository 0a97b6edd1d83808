/** Lets replies be committed as `sending` shortly before their slots, a few at a time. */
export class HeadStart {
  private waiting: ((mayStart: boolean) => void)[] = [];
  private count = 0;
  private onEmpty: (() => void) | undefined;

  /** How many may be committed, or about to be, and not written. */
  constructor(private readonly max: () => number) {}

  /** Resolves when half of them have been written; false when the reply is sent away. */
  take(): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.admit();
    });
  }

  /** For each one taken: it was written, or will not be. */
  end(): void {
    this.count -= 1;
    this.admit();
    if (this.count === 0) this.onEmpty?.();
  }

  sendAway(): void {
    for (const mayStart of this.waiting.splice(0)) mayStart(false);
  }

  async ended(): Promise<void> {
    if (this.count > 0) await new Promise<void>((resolve) => (this.onEmpty = resolve));
  }

  private admit(): void {
    const max = Math.max(2, this.max());
    if (this.count > max / 2) return;
    for (const mayStart of this.waiting.splice(0, max - this.count)) {
      this.count += 1;
      mayStart(true);
    }
  }
}
