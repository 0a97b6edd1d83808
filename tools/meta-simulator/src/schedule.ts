/** What will happen in some real milliseconds. Nothing of it survives `stop`; `runAll` lets it happen now. */
export class Schedule {
  #waiting = new Map<NodeJS.Timeout, () => void>();

  after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      action();
    }, delayMs);
    this.#waiting.set(timer, action);
  }

  runAll(): void {
    const actions = [...this.#waiting.values()];
    this.stop();
    for (const action of actions) action();
  }

  stop(): void {
    for (const timer of this.#waiting.keys()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
