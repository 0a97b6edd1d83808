import { Gauge, Histogram, type Registry } from 'prom-client';
import type { LiveGateway } from './gateway.js';
import type { RingEntry } from './live-event.js';

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

/** For the ring: how long customers' messages were on their way when they are shown. */
export function measureShown(metrics: Registry): (entry: RingEntry) => void {
  const seconds = new Histogram({
    name: 'wabx_message_shown_delay_seconds',
    help: "From Meta's time stamp of a customer's message, in whole seconds, to when agents are shown it; every replica counts each",
    buckets: [1, 2, 3, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
    registers: [metrics],
  });
  return ({ event }) => {
    if (event.type !== 'message' || event.message.direction !== 'inbound') return;
    // Meta's clock may be ahead of ours.
    seconds.observe(Math.max(0, (Date.now() - Date.parse(event.message.sentAt)) / 1000));
  };
}
