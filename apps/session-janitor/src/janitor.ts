import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Requests } from '@wabx/messaging';
import type { Chore, ChoreName } from './chores.js';
import { runChore, type Run } from './run-chore.js';

const FIRST_RUN_SECONDS_MAX = 60;

interface Task {
  chore: Chore;
  timer?: NodeJS.Timeout;
  inHand?: Promise<Run> | undefined;
  lastRun?: Run;
}

/**
 * Runs each chore on its schedule, one run of a chore at a time. Several janitors need not know of each other: owners
 * give each piece of work to one of them.
 */
export class Janitor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tasks: ReadonlyMap<ChoreName, Task>;
  private stopping = false;

  constructor(
    chores: Chore[],
    private readonly requests: Requests,
    /** Told of every run; must not throw. */
    private readonly report: (run: Run) => Promise<void>,
  ) {
    this.tasks = new Map(chores.map((chore) => [chore.name, { chore }]));
  }

  /** Not at once: the owners may be starting too. Rare chores are not put off for hours by each restart. */
  onApplicationBootstrap(): void {
    for (const task of this.tasks.values()) {
      this.plan(task, Math.min(task.chore.everySeconds, FIRST_RUN_SECONDS_MAX));
    }
  }

  /** The batch in hand is finished and reported; what is left is for the next janitor. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const task of this.tasks.values()) clearTimeout(task.timer);
    await Promise.all([...this.tasks.values()].map(({ inHand }) => inHand));
  }

  /** Runs a chore now, or joins the run that is in hand. */
  async run(name: ChoreName): Promise<Run> {
    const task = this.tasks.get(name);
    if (!task) throw new Error(`no such chore: ${name}`);
    return await (task.inHand ??= this.start(task));
  }

  overview(): { chore: Chore; lastRun: Run | undefined }[] {
    return [...this.tasks.values()].map(({ chore, lastRun }) => ({ chore, lastRun }));
  }

  private async start(task: Task): Promise<Run> {
    try {
      const run = await runChore(task.chore, this.requests, () => this.stopping);
      task.lastRun = run;
      await this.report(run);
      return run;
    } finally {
      task.inHand = undefined;
    }
  }

  private plan(task: Task, seconds: number): void {
    if (this.stopping) return;
    task.timer = setTimeout(() => {
      void this.run(task.chore.name).then((run) =>
        this.plan(task, run.more && run.error === undefined ? 0 : task.chore.everySeconds),
      );
    }, seconds * 1000);
  }
}
