import { channelStates } from '@wabx/contracts';
import { Counter, type Registry } from 'prom-client';

/** Channel ids stay out of the labels: which one it was, the event says. */
export class HealthMetrics {
  readonly statusChanges: Counter<'state'>;
  readonly alerts: Counter<'days'>;
  readonly faults: Counter<'check'>;
  readonly checks: Counter<'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.statusChanges = new Counter({
      name: 'wabx_channel_status_changes_total',
      help: 'Changes of the status of a channel, by the new state',
      labelNames: ['state'],
      registers,
    });
    this.alerts = new Counter({
      name: 'wabx_channel_token_alerts_total',
      help: 'Alerts that an access token expires, by the days that were left',
      labelNames: ['days'],
      registers,
    });
    this.faults = new Counter({
      name: 'wabx_channel_faults_total',
      help: 'Faults that began on a channel, by the check of the doctor that shows them',
      labelNames: ['check'],
      registers,
    });
    this.checks = new Counter({
      name: 'wabx_channel_health_checks_total',
      help: 'Looks at a channel by the health watch, and whether Meta answered',
      labelNames: ['outcome'],
      registers,
    });
    for (const state of channelStates) this.statusChanges.inc({ state }, 0);
  }
}
