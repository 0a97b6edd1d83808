import { Gauge, type Registry } from 'prom-client';
import type { LiveGateway } from './gateway.js';

export function measureLiveEvents(metrics: Registry, gateway: LiveGateway): void {
  const registers = [metrics];
  new Gauge({
    name: 'wabx_live_readers',
    help: 'Open streams of live events',
    registers,
    collect() {
      this.set(gateway.load().readers);
    },
  });
  new Gauge({
    name: 'wabx_live_unsent_bytes',
    help: 'Written to readers of live events and not taken by them yet',
    registers,
    collect() {
      this.set(gateway.load().unsentBytes);
    },
  });
}
