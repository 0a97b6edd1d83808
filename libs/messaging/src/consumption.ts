import { beginSpan, inSpan, isTracing, withTrace } from '@wabx/telemetry';
import type { EventContract } from '@wabx/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import type { Received } from './handlers.js';
import type { Settlement } from './jetstream-server.js';

/** An event in a consumer's hand. */
export interface Consumption {
  message: JsMsg;
  /** Its `traceparent` is the one to hand on with whatever it causes. */
  event: Received<EventContract>;
  /** Its span ends; nothing else. */
  end(settlement: Settlement): void;
}

/** Each event has a span of its own in its own trace, whatever batch it is handled in. */
export function consumptionOf(durable: string, message: JsMsg, event: Received<EventContract>): Consumption {
  if (!isTracing()) return { message, event, end: () => undefined };
  const parent = message.headers?.get('traceparent') || event.traceparent;
  const attributes = { 'messaging.system': 'nats', 'messaging.consumer.group.name': durable };
  const span = beginSpan(`process ${durable}`, { kind: 'consumer', parent, attributes });
  const end = (settlement: Settlement) => {
    span.set({ 'wabx.settlement': settlement });
    span.end();
  };
  return { message, event: { ...event, traceparent: span.traceparent }, end };
}

/**
 * Runs the handler of these events: of one event in its trace, of several in a trace of the batch's own that links to all
 * of theirs, so that what one causes is never filed under another.
 */
export async function within(durable: string, events: Received<EventContract>[], handle: () => Promise<void>) {
  const [first, ...more] = events;
  if (more.length === 0) return await withTrace(first?.traceparent, handle);
  await withTrace(undefined, async () => {
    const links = events.map(({ traceparent }) => traceparent);
    const attributes = { 'messaging.system': 'nats', 'messaging.batch.message_count': events.length };
    await inSpan(`batch ${durable}`, { kind: 'internal', parent: null, links, attributes }, handle);
  });
}
