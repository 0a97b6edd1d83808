import { Counter, type Registry } from 'prom-client';
import type { Intake } from './intake.js';

/** Counters of the ingress; labels carry kinds and outcomes, never anything of a person. */
export class IngressMetrics {
  readonly webhooks: Counter;
  private readonly items: Counter;
  private readonly signatureForm: Counter;

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
  }

  count(intake: Intake, form: string): void {
    this.webhooks.inc({ outcome: 'accepted' });
    this.signatureForm.inc({ form });
    for (const [kind, count] of Object.entries(intake.kinds)) this.items.inc({ kind }, count);
    if (intake.faults.length > 0) this.items.inc({ kind: 'quarantined' }, intake.faults.length);
  }
}
