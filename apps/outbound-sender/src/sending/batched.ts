interface Waiting<Input, Output> {
  input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/** Does what all numbers of this process ask for at the same time in one go: the busier it is, the larger the batch. */
export class Batched<Input, Output> {
  private readonly waiting: Waiting<Input, Output>[] = [];
  private isRunning = false;

  /** `work` answers in the order of what it was given. */
  constructor(private readonly work: (inputs: Input[]) => Promise<Output[]>) {}

  do(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // One turn of the event loop, so that what falls due at the same moment goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.runOne(this.waiting.splice(0));
    this.isRunning = false;
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
