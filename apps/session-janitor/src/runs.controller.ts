import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { choreNames, janitorRan } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { audited, type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { Janitor } from './janitor.js';
import { runSchema, type Run } from './run-chore.js';
import { RunHistory, RUNS_KEPT_MAX } from './run-history.js';

const listQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(RUNS_KEPT_MAX).optional() });
const listAnswer = z.object({
  /** Every chore with its schedule and its last run here, idle ones too. */
  chores: z.array(z.object({ chore: z.enum(choreNames), everySeconds: z.number(), lastRun: runSchema.optional() })),
  /** Runs of all janitors in the last day that did something or failed, newest first. */
  items: z.array(janitorRan.data),
});
const runRequest = z.object({ chore: z.enum(choreNames) });

@Operations('runs', 'Chores that run by the clock')
@Controller('v1/runs')
export class RunsController {
  constructor(
    private readonly janitor: Janitor,
    private readonly history: RunHistory,
    private readonly publisher: EventPublisher,
  ) {}

  @Get()
  @Operation({
    id: 'listRuns',
    summary: 'The chores, when each ran last, and what all janitors have done',
    scopes: ['ops:read'],
    answers: { 200: listAnswer },
  })
  list(@Query({ schema: listQuery }) { limit = 50 }: z.infer<typeof listQuery>): z.infer<typeof listAnswer> {
    const chores = this.janitor.overview().map(({ chore, lastRun }) => ({
      chore: chore.name,
      everySeconds: chore.everySeconds,
      ...(lastRun && { lastRun }),
    }));
    return { chores, items: this.history.latest(limit) };
  }

  @Post()
  @Operation({
    id: 'runChore',
    summary: 'Runs a chore now and answers what came of it; `error` says why it failed',
    scopes: ['ops:write'],
    answers: { 200: runSchema },
  })
  async run(@Body({ schema: runRequest }) { chore }: z.infer<typeof runRequest>, @CallerOf() by: Caller): Promise<Run> {
    const operation = { by, action: 'chore.run' as const, targetId: chore, filter: {} };
    const done = { done: 0 };
    return await audited(this.publisher, operation, done, async () => {
      const run = await this.janitor.run(chore);
      done.done = run.done;
      return run;
    });
  }
}
