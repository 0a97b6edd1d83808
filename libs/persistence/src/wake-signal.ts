/** Lets one loop sleep until somebody rings or the time is over. A ring while nobody sleeps is kept for the next sleep. */
export class WakeSignal {
  private rung = false;
  private wakeUp: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wakeUp?.();
  }

  /** Whether it was rung, rather than the time running out. */
  async wait(timeoutMs: number): Promise<boolean> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wakeUp = undefined;
    const rung = this.rung;
    this.rung = false;
    return rung;
  }
}
