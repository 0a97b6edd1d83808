import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

interface Waiting<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/** So many at a time save too little to keep anybody waiting for. */
const FEW = 2;

/**
 * Does what all numbers of this process ask for at the same time in one go: the busier it is, the larger the batch. After one
 * of more than a few the next begins `everyMs` later at the soonest.
 */
export class Batched<Input, Output> {
  private readonly waiting: Waiting<Input, Output>[] = [];
  private running: Promise<void> | undefined;
  private restsUntilMs = -Infinity;

  /** `work` answers in the order of what it was given, `max` at a time. */
  constructor(
    private readonly work: (inputs: Input[]) => Promise<Output[]>,
    private readonly options: { everyMs?: number; max?: number } = {},
  ) {}

  do(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Nobody waits for anything. */
  async finish(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    const { everyMs = 0, max = Infinity } = this.options;
    // One turn of the event loop, so that what falls due at the same moment goes together.
    await turn();
    while (this.waiting.length > 0) {
      const restMs = this.restsUntilMs - performance.now();
      if (restMs > 0) await delay(restMs);
      const batch = this.waiting.splice(0, max);
      if (batch.length > FEW) this.restsUntilMs = performance.now() + everyMs;
      await this.runOne(batch);
    }
    this.running = undefined;
  }

  private async runOne(batch: Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.work(batch.map(({ input }) => input));
      for (const [at, { resolve, reject }] of batch.entries()) {
        if (at in outputs) resolve(outputs[at] as Output);
        else reject(new Error('a batch answered less than it was asked'));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
