import { Counter, Histogram, type Registry } from 'prom-client';
import type { Intake } from './intake.js';
import type { Cause } from './refusals.js';

const OUTCOMES: (Cause | 'accepted' | 'signature-invalid')[] = [
  'accepted',
  'signature-invalid',
  'overloaded',
  'nats-away',
  'channels-unknown',
  'stream-full',
  'nats-refused',
  'nats-no-answer',
  'unexpected',
];

/** Counters of the ingress; labels carry kinds and outcomes, never anything of a person. */
export class IngressMetrics {
  readonly webhooks: Counter;
  private readonly items: Counter;
  private readonly signatureForm: Counter;
  private readonly delay: Histogram;

  constructor(registers: Registry) {
    this.webhooks = new Counter({
      name: 'wabx_webhooks_total',
      help: 'Webhooks of Meta by outcome',
      labelNames: ['outcome'],
      registers: [registers],
    });
    this.items = new Counter({
      name: 'wabx_webhook_items_total',
      help: 'Items in accepted webhooks by kind',
      labelNames: ['kind'],
      registers: [registers],
    });
    this.signatureForm = new Counter({
      name: 'wabx_webhook_signature_form_total',
      help: 'Signatures that held over the raw bytes, or only over the escaped form',
      labelNames: ['form'],
      registers: [registers],
    });
    this.delay = new Histogram({
      name: 'wabx_webhook_delay_seconds',
      help: "From Meta's time stamp of a message or a status, in whole seconds, to when it is stored",
      labelNames: ['kind'],
      buckets: [1, 2, 3, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
      registers: [registers],
    });
    for (const outcome of OUTCOMES) this.webhooks.inc({ outcome }, 0);
    for (const kind of ['message:text', 'status', 'quarantined']) this.items.inc({ kind }, 0);
    for (const form of ['raw', 'escaped']) this.signatureForm.inc({ form }, 0);
    for (const kind of ['message', 'status']) this.delay.zero({ kind });
  }

  count(intake: Intake, form: string): void {
    this.webhooks.inc({ outcome: 'accepted' });
    this.signatureForm.inc({ form });
    for (const [kind, count] of Object.entries(intake.kinds)) this.items.inc({ kind }, count);
    const now = Date.now();
    // Meta's clock may be ahead of ours.
    for (const { kind, at } of intake.stamps) this.delay.observe({ kind }, Math.max(0, (now - at.getTime()) / 1000));
    if (intake.faults.length > 0) this.items.inc({ kind: 'quarantined' }, intake.faults.length);
  }
}
