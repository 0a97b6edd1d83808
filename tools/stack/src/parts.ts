import { StackError } from './stack-error.js';

/** The reverse of the order in which things are stopped. */
const phases = ['postgres', 'nats', 'simulator', 'services'] as const;

export interface Part {
  phase: (typeof phases)[number];
  /** How it ended, wanted or not. */
  exited: Promise<string>;
  stop(): Promise<void>;
  kill?(): void;
}

/** Everything that was started, so that it can be stopped in order: whoever uses something goes before it. */
export class Parts {
  readonly #parts: Part[] = [];
  readonly #stopping = new AbortController();
  #fail: (reason: StackError) => void = () => undefined;
  /** Rejects when a part ends by itself. */
  readonly failed = new Promise<never>((_, reject) => (this.#fail = reject));

  constructor() {
    this.failed.catch(() => undefined);
  }

  /** Aborted when everything goes down. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  add(part: Part): void {
    this.#parts.push(part);
    if (this.stopping.aborted) return part.kill ? part.kill() : void part.stop(); // it came up while the others went down
    void part.exited.then((how) => {
      if (!this.stopping.aborted) this.#fail(new StackError(how));
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const phase of phases.toReversed()) {
      await Promise.all(this.#parts.filter((part) => part.phase === phase).map((part) => part.stop()));
    }
  }

  /** Without waiting; servers end with this process anyhow. */
  kill(): void {
    for (const part of this.#parts) part.kill?.();
  }
}
