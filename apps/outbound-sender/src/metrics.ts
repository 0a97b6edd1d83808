import type { SendError } from '@wabx/contracts';
import { knownGraphErrorCodes } from '@wabx/whatsapp';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Transition } from './rules/after-call.js';
import type { StatusesApplied } from './statuses/apply-statuses.js';

/** What operators watch of the sender. */
export class SendMetrics {
  private readonly calls: Counter;
  private readonly refusals: Counter;
  private readonly statuses: Counter;
  private readonly doubles: Counter;
  private readonly numbersLed: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'wabx_sends_total',
      help: 'Calls for sends by what became of the send, and by the class of the refusal',
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
    this.numbersLed = new Gauge({
      name: 'wabx_numbers_led',
      help: 'Numbers whose replies this replica sends',
      registers,
    });
    for (const state of AFTER_CALL) this.calls.inc({ state, class: 'none' }, 0);
    for (const kind of ['foreign', 'parked']) this.statuses.inc({ kind }, 0);
  }

  count({ state, error }: Transition): void {
    this.calls.inc({ state, class: error?.class ?? 'none' });
    if (error) this.countRefusal(error, 'answer');
  }

  /** `told`: in the answer to the call, or later by a failed status. */
  countRefusal({ code, class: errorClass }: SendError, told: 'answer' | 'status'): void {
    this.refusals.inc({ code: labelOf(code), class: errorClass, told });
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
}

const AFTER_CALL: Transition['state'][] = ['sent', 'failed', 'retry_wait', 'queued', 'unknown'];

/** A closed list, whatever Meta may come up with. */
function labelOf(code: number | undefined): string {
  if (code === undefined) return 'none';
  return knownGraphErrorCodes.includes(code) ? String(code) : 'other';
}
