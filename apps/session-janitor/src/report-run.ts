import { choreNames, janitorRan, NO_CHANNEL } from '@wabx/contracts';
import type { ServiceContext } from '@wabx/runtime';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Run } from './run-chore.js';

/** Where a run is told of: metrics always; log and stream when it did something or failed. */
export function runReporter({
  publisher,
  metrics,
  log,
}: Pick<ServiceContext<object>, 'publisher' | 'metrics' | 'log'>): (run: Run) => Promise<void> {
  const labelNames = ['chore'];
  const registers = [metrics];
  const runs = new Counter({
    name: 'wabx_janitor_runs_total',
    help: 'Runs of chores by how they ended: did (something), idle, failed',
    labelNames: ['chore', 'outcome'],
    registers,
  });
  const done = new Counter({
    name: 'wabx_janitor_done_total',
    help: 'Things that owners finished for a chore',
    labelNames,
    registers,
  });
  const seconds = new Histogram({
    name: 'wabx_janitor_run_seconds',
    help: 'Duration of a run',
    labelNames,
    registers,
  });
  const lastSuccess = new Gauge({
    name: 'wabx_janitor_last_success_timestamp_seconds',
    help: 'When a chore last ran without failing',
    labelNames,
    registers,
  });
  for (const chore of choreNames) {
    for (const outcome of ['did', 'idle', 'failed']) runs.inc({ chore, outcome }, 0);
    done.inc({ chore }, 0);
    // From its start on: a chore that never ran is as late as one that fails since then.
    lastSuccess.set({ chore }, Date.now() / 1000);
  }

  return async (run) => {
    const { chore, error } = run;
    const outcome = error !== undefined ? 'failed' : run.done > 0 ? 'did' : 'idle';
    runs.inc({ chore, outcome });
    done.inc({ chore }, run.done);
    seconds.observe({ chore }, run.durationMs / 1000);
    if (error === undefined) lastSuccess.set({ chore }, Date.now() / 1000);
    if (outcome === 'idle') return;
    if (error !== undefined) log.warn('chore failed, tried again next time', run);
    else log.log('chore done', run);
    const { startedAt, durationMs } = run;
    try {
      await publisher.publish(janitorRan, NO_CHANNEL, { chore, startedAt, durationMs, done: run.done, error });
    } catch (cause) {
      // The work is done all the same; only the list of runs lacks it.
      log.warn('run could not be published', { chore, error: String(cause) });
    }
  };
}
