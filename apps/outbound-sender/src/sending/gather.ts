/**
 * Runs one batch at a time; what is asked for meanwhile goes together in the next one. A statement costs most of its time
 * whatever its rows, so batches grow with the load, and nobody waits while there is none.
 */
export class Gather<Asked, Answer> {
  private waiting: { asked: Asked; resolve(answer: Answer): void; reject(error: unknown): void }[] = [];
  private running: Promise<void> | undefined;

  /** `work` answers in the order of what it is asked. */
  constructor(private readonly work: (asked: Asked[]) => Promise<Answer[]>) {}

  do(asked: Asked): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ asked, resolve, reject });
      this.running ??= this.run();
    });
  }

  private async run(): Promise<void> {
    // What is asked for in the same turn of the loop goes into the first batch.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MAX);
      try {
        const answers = await this.work(batch.map(({ asked }) => asked));
        batch.forEach(({ resolve }, at) => resolve(answers[at] as Answer));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = undefined;
  }
}

/** A larger statement is not cheaper per row, and holds its locks longer. */
const BATCH_MAX = 200;
