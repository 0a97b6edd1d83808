import { randomUUID } from 'node:crypto';
import type { BusinessNumber, Waba } from '../registry.js';
import type { World } from '../world.js';
import { subscribedApps } from './callbacks.js';
import type { Delivery } from './delivery-queue.js';
import { envelope } from './payloads.js';
import { toWireJson } from './wire-format.js';

type About = Pick<Delivery, 'event' | 'type' | 'status' | 'wamid' | 'opaqueId'> & { field?: string };

/** Tells every subscribed app about something on a number. Returns how many will hear it. */
export function announce(world: World, number: BusinessNumber, value: object, about: About): number {
  const waba = world.registry.wabas.get(number.wabaId);
  if (waba) return tell(world, waba, value, about, number);
  drop(world, about, number, 'the account of the number is unknown');
  return 0;
}

/** Tells them about something on a whole account: it goes to the apps' own callbacks and carries a time. */
export function announceOfAccount(world: World, waba: Waba, value: object, about: About): number {
  return tell(world, waba, value, about, undefined);
}

function tell(world: World, waba: Waba, value: object, about: About, number: BusinessNumber | undefined): number {
  const { field = 'messages', ...facts } = about;
  const audience = subscribedApps(world.registry, waba, field);
  if ('reason' in audience) {
    drop(world, about, number, audience.reason);
    return 0;
  }
  const time = number ? undefined : Math.floor(world.clock.now() / 1000);
  const body = toWireJson(envelope(waba.wabaId, field, value, time));
  for (const { appId } of audience.apps) {
    const id = randomUUID();
    world.ledger.record({ kind: 'webhook.event', deliveryId: id, appId, ...factsOf(about, number), body });
    const route = { appId, wabaId: waba.wabaId, phoneNumberId: number?.phoneNumberId, field };
    world.deliveries.add({ id, ...route, ...facts, body, attempts: 0, ageSeconds: 0 });
  }
  return audience.apps.length;
}

function drop(world: World, about: About, number: BusinessNumber | undefined, reason: string): void {
  world.ledger.record({ kind: 'webhook.dropped', ...factsOf(about, number), reason });
}

function factsOf({ event, status, wamid, opaqueId }: About, number: BusinessNumber | undefined) {
  return { event, status, phoneNumberId: number?.phoneNumberId, wamid, opaqueId };
}
