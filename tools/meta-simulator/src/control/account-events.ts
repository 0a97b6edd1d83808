import { z } from 'zod';
import { type Customer } from '../registry.js';
import { announce, announceOfAccount } from '../webhooks/announce.js';
import { metadata } from '../webhooks/payloads.js';
import { signatureOf, toWireJson } from '../webhooks/wire-format.js';
import type { World } from '../world.js';

export const fieldEventSchema = z
  .strictObject({
    /** One of the two: events of a number, or of the account. */
    phoneNumberId: z.string().optional(),
    wabaId: z.string().optional(),
    field: z.string().min(1),
    /** As it stands in the webhook. */
    value: z.record(z.string(), z.unknown()),
    /** Puts `messaging_product` and `metadata` before the value of a number's event; a few fields have none. */
    metadata: z.boolean().default(true),
  })
  .refine(({ phoneNumberId, wabaId }) => (phoneNumberId === undefined) !== (wabaId === undefined), {
    message: 'needs either a phoneNumberId or a wabaId',
  });

/** Any field of the webhook reference (calls, groups, template and account news, standby …), told like the rest. Undefined: no such number or account. */
export function tellFieldEvent(world: World, event: z.infer<typeof fieldEventSchema>): number | undefined {
  const { phoneNumberId, wabaId, field, value } = event;
  const about = { event: 'other', field } as const;
  if (phoneNumberId !== undefined) {
    const number = world.registry.numbers.get(phoneNumberId);
    return number && announce(world, number, event.metadata ? { ...metadata(number), ...value } : value, about);
  }
  const waba = world.registry.wabas.get(wabaId ?? '');
  return waba && announceOfAccount(world, waba, value, about);
}

export const testWebhookSchema = z.strictObject({ appId: z.string().optional() });

/** The dashboard's "Test" button: a signed sample of nobody, to the app's own callback, subscribed or not. Undefined: no callback. */
export async function postTestWebhook(
  world: World,
  { appId }: z.infer<typeof testWebhookSchema>,
): Promise<object | undefined> {
  const app = appId === undefined ? [...world.registry.apps.values()][0] : world.registry.apps.get(appId);
  if (app?.callbackUrl === undefined) return undefined;
  const message = {
    from: '16315551181',
    id: 'ABGGFlA5Fpa',
    timestamp: '1504902988',
    type: 'text',
    text: { body: 'this is a text message' },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '16505551111', phone_number_id: '123456123' },
    contacts: [{ profile: { name: 'test user name' }, wa_id: '16315551181' }],
    messages: [message],
  };
  const sample = {
    object: 'whatsapp_business_account',
    entry: [{ id: '0', changes: [{ field: 'messages', value }] }],
  };
  const body = Buffer.from(toWireJson(sample));
  const outcome = await world.deliveries.postOnce(app.callbackUrl, body, signatureOf(body, app.secret));
  return outcome.kind === 'answered'
    ? { status: outcome.status, body: outcome.body }
    : { status: null, error: outcome.reason };
}

export const numberChangeSchema = z.strictObject({
  /** Left out: the number stays and only the business-scoped id changes. */
  waId: z
    .string()
    .regex(/^\d{5,15}$/)
    .optional(),
  userId: z.string().optional(),
});

/** The customer gets a new number, and with it a new business-scoped id, or only a new id; every business number they wrote to is told. */
export function changeIdentity(
  world: World,
  customer: Customer,
  { waId, userId }: z.infer<typeof numberChangeSchema>,
): Customer {
  const { registry, ids, clock } = world;
  const newUserId = userId ?? `${customer.userId?.slice(0, 2) ?? 'US'}.${ids.digits('user', 20)}`;
  const [before, after] = waId === undefined ? [customer.userId, newUserId] : [customer.waId ?? customer.userId, waId];
  const system = {
    body: `User ${customer.name} changed from ${before ?? ''} to ${after}`,
    ...(waId !== undefined && { wa_id: waId }),
    user_id: newUserId,
    ...(customer.userId !== undefined && { previous_user_id: customer.userId }),
    type: waId === undefined ? 'user_changed_user_id' : 'user_changed_number',
  };
  for (const phoneNumberId of Object.keys(customer.lastWroteAt)) {
    const number = registry.numbers.get(phoneNumberId);
    if (!number) continue;
    const wamid = ids.wamid(customer.waId ?? '', 'in');
    const message = {
      ...(waId !== undefined && customer.waId !== undefined && { from: customer.waId }),
      id: wamid,
      timestamp: String(Math.floor(clock.now() / 1000)),
      type: 'system',
      system,
    };
    // System messages of this kind come without `contacts` (reference 2.1).
    announce(world, number, { ...metadata(number), messages: [message] }, { event: 'message', type: 'system', wamid });
  }
  const changed = { ...customer, ...(waId !== undefined && { waId }), userId: newUserId };
  registry.putCustomer(changed);
  registry.changed();
  world.changes.tell();
  return changed;
}
