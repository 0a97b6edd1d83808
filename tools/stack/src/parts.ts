import { keepAlive, type Kept } from './keep-alive.js';
import type { Say } from './progress.js';
import { StackError } from './stack-error.js';
import { watchDisk } from './watch-disk.js';

/** The reverse of the order in which things are stopped. */
const phases = ['postgres', 'nats', 'simulator', 'services'] as const;

export interface Part extends Kept {
  phase: (typeof phases)[number];
  /** Of a server: where it writes. */
  directory?: string;
  /** After a full disk it has to be started again to write. */
  needsRestartAfterFullDisk?: boolean;
}

/**
 * Everything that was started, so that it can be stopped in order: whoever uses something goes before it. A part that
 * ends by itself ends the start; once the stack is ready it is started again.
 */
export class Parts {
  readonly #parts: Part[] = [];
  readonly #stopping = new AbortController();
  #isReady = false;
  #fail: (reason: Error) => void = () => undefined;
  /** Rejects when a part cannot be kept alive. */
  readonly failed = new Promise<never>((_, reject) => (this.#fail = reject));

  constructor(private readonly say: Say) {
    this.failed.catch(() => undefined);
  }

  /** Aborted when everything goes down. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  add(part: Part): void {
    this.#parts.push(part);
    if (this.stopping.aborted) return void part.run.stop(); // it came up while the others went down
    void part.run.exited.then((how) => {
      if (!this.#isReady) this.#fail(new StackError(`${how}. ${part.log.lastLines()}`));
    });
  }

  /** From now on what dies is started again. */
  keepAlive(): void {
    this.#isReady = true;
    for (const part of this.#parts) {
      keepAlive(part, this.say, this.stopping).catch(this.#fail);
      if (part.directory !== undefined) {
        const restart = async () => (part.needsRestartAfterFullDisk ? await part.run.stop() : undefined);
        watchDisk({ ...part, directory: part.directory }, this.say, this.stopping, restart);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const phase of phases.toReversed()) {
      const ending = this.#parts.filter((part) => part.phase === phase);
      await Promise.all(ending.map(({ run, log }) => run.stop().finally(() => log.close())));
    }
  }

  /** Without waiting; servers end with this process anyhow. */
  kill(): void {
    for (const { run } of this.#parts) void run.kill();
  }
}
