import type { SendError } from '@wabx/contracts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Transition } from './rules/after-call.js';
import type { StatusesApplied } from './statuses/apply-statuses.js';

/** What operators watch of the sender. */
export class SendMetrics {
  private readonly calls: Counter;
  private readonly refusals: Counter;
  private readonly statuses: Counter;
  private readonly doubles: Counter;
  private readonly callSeconds: Histogram;
  private readonly numbersLed: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'wabx_sends_total',
      help: 'Sends by what became of them',
      labelNames: ['state', 'class'],
      registers,
    });
    this.refusals = new Counter({
      name: 'wabx_send_refusals_total',
      help: 'Refusals of sends, by the code of Meta and by how they were told',
      labelNames: ['code', 'class', 'told'],
      registers,
    });
    this.statuses = new Counter({
      name: 'wabx_statuses_unmatched_total',
      help: 'Statuses without a send of ours: foreign (dropped) or parked until it is known',
      labelNames: ['kind'],
      registers,
    });
    this.doubles = new Counter({
      name: 'wabx_sends_double_total',
      help: 'Messages of which Meta accepted more than one attempt',
      registers,
    });
    this.callSeconds = new Histogram({
      name: 'wabx_graph_send_seconds',
      help: 'Time of one call to the Graph API, from its first byte to the answer',
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers,
    });
    this.numbersLed = new Gauge({
      name: 'wabx_numbers_led',
      help: 'Numbers whose replies this replica sends',
      registers,
    });
  }

  count({ state, error }: Transition): void {
    this.calls.inc({ state, class: error?.class ?? '' });
    if (error) this.countRefusal(error, 'answer');
  }

  /** `told`: in the answer to the call, or later by a failed status. */
  countRefusal({ code, class: errorClass }: SendError, told: 'answer' | 'status'): void {
    this.refusals.inc({ code: code ?? '', class: errorClass, told });
  }

  countStatuses({ foreign, parked, doubles }: StatusesApplied): void {
    this.statuses.inc({ kind: 'foreign' }, foreign);
    this.statuses.inc({ kind: 'parked' }, parked);
    this.countDoubles(doubles.length);
  }

  countDoubles(count: number): void {
    this.doubles.inc(count);
  }

  countLed(count: number): void {
    this.numbersLed.set(count);
  }

  observeCall(tookMs: number): void {
    this.callSeconds.observe(tookMs / 1000);
  }
}
