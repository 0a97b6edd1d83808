import { randomUUID } from 'node:crypto';
import type { BusinessNumber } from '../registry.js';
import type { World } from '../world.js';
import { subscribedApps } from './callbacks.js';
import type { Delivery } from './delivery-queue.js';
import { envelope } from './payloads.js';
import { toWireJson } from './wire-format.js';

type About = Pick<Delivery, 'event' | 'type' | 'status' | 'wamid' | 'opaqueId'> & { field?: string };

/** Tells every subscribed app about something on a number. Returns how many will hear it. */
export function announce(world: World, number: BusinessNumber, value: object, about: About): number {
  const { field = 'messages', ...facts } = about;
  const waba = world.registry.wabas.get(number.wabaId);
  const audience = waba
    ? subscribedApps(world.registry, waba, field)
    : { reason: 'the account of the number is unknown' };
  const common = {
    event: about.event,
    status: about.status,
    phoneNumberId: number.phoneNumberId,
    wamid: about.wamid,
    opaqueId: about.opaqueId,
  };
  if (!waba || 'reason' in audience) {
    world.ledger.record({ kind: 'webhook.dropped', ...common, reason: 'reason' in audience ? audience.reason : '' });
    return 0;
  }
  const body = toWireJson(envelope(waba.wabaId, field, value));
  for (const { appId } of audience.apps) {
    const id = randomUUID();
    world.ledger.record({ kind: 'webhook.event', deliveryId: id, appId, ...common, body });
    const route = { appId, wabaId: waba.wabaId, phoneNumberId: number.phoneNumberId, field };
    world.deliveries.add({ id, ...route, ...facts, body, attempts: 0, ageSeconds: 0 });
  }
  return audience.apps.length;
}
