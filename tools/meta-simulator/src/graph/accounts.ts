import { z } from 'zod';
import type { App, Waba } from '../registry.js';
import { type Challenge, verifyCallback } from '../webhooks/callbacks.js';
import type { World } from '../world.js';
import { noSuchObject, refuseWithout } from './access.js';
import type { GraphAnswer, GraphCall } from './call.js';
import type { Refusal } from './errors.js';
import { phoneNumberFields, refuseOverride } from './phone-number.js';
import { toRefusal } from './to-refusal.js';

type Result = GraphAnswer | { refusal: Refusal };

/** `/{waba-id}/subscribed_apps`: GET, POST (also with an override), DELETE. */
export async function subscribedApps(call: GraphCall): Promise<Result> {
  const { world, access, id, request } = call;
  const waba = world.registry.wabas.get(id);
  if (!waba) return { refusal: noSuchObject(request.method, id) };
  const refusal = refuseWithout(access, id, 'whatsapp_business_management', request.method, id);
  if (refusal) return { refusal };
  if (request.method === 'GET')
    return { body: { data: waba.subscribedAppIds.map((appId) => subscription(world, waba, appId)) } };
  if (request.method === 'POST') return subscribe(call, waba);
  waba.subscribedAppIds = waba.subscribedAppIds.filter((appId) => appId !== access.app.appId);
  waba.overrides = waba.overrides.filter(({ appId }) => appId !== access.app.appId);
  world.registry.changed();
  return { body: { success: true } };
}

function subscription(world: World, waba: Waba, appId: string): object {
  const override = waba.overrides.find((item) => item.appId === appId);
  return {
    whatsapp_business_api_data: {
      id: appId,
      link: `https://www.facebook.com/games/?app_id=${appId}`,
      name: world.registry.apps.get(appId)?.name,
    },
    ...(override && { override_callback_uri: override.url }),
  };
}

const subscribeSchema = z.object({
  override_callback_uri: z.url().max(200).optional(),
  verify_token: z.string().default(''),
});

async function subscribe({ world, access, parameters }: GraphCall, waba: Waba): Promise<Result> {
  const parsed = subscribeSchema.safeParse(parameters);
  if (!parsed.success) return { refusal: toRefusal(parsed.error, parameters) };
  const { override_callback_uri: url, verify_token: verifyToken } = parsed.data;
  const appId = access.app.appId;
  if (url !== undefined) {
    const wrong = await refuseOverride(world, access, waba.wabaId, url, verifyToken);
    if (wrong) return { refusal: wrong };
  }
  waba.subscribedAppIds = [...new Set([...waba.subscribedAppIds, appId])];
  // A POST without a body takes the override away.
  waba.overrides = waba.overrides.filter((override) => override.appId !== appId);
  if (url !== undefined) waba.overrides.push({ appId, url, verifyToken });
  world.registry.changed();
  return { body: { success: true } };
}

/** `GET /{waba-id}/phone_numbers`. */
export function phoneNumbersOf(call: GraphCall): Result {
  const { world, access, id } = call;
  const refusal = world.registry.wabas.has(id)
    ? refuseWithout(access, id, 'whatsapp_business_management', 'GET', id)
    : noSuchObject('GET', id);
  if (refusal) return { refusal };
  const data: unknown[] = [];
  for (const number of world.registry.numbers.values()) {
    if (number.wabaId !== id) continue;
    const one = phoneNumberFields({ ...call, id: number.phoneNumberId }, number);
    if ('refusal' in one) return one;
    data.push(one.body);
  }
  return { body: { data } };
}

const subscriptionSchema = z.object({
  object: z.literal('whatsapp_business_account'),
  callback_url: z.url(),
  verify_token: z.string().min(1),
  fields: z.union([z.string().transform((list) => list.split(',').map((field) => field.trim())), z.array(z.string())]),
});

/** `/{app-id}/subscriptions` with the app's own token: GET, POST (with Meta's challenge to the new address), DELETE. */
export async function appSubscriptions({ world, access, id, request, parameters }: GraphCall): Promise<Result> {
  const { app, token } = access;
  if (!world.registry.apps.has(id)) return { refusal: noSuchObject(request.method, id) };
  if (token || app.appId !== id)
    return { refusal: { code: 200, message: '(#200) This method must be called with an app access token.' } };
  if (request.method === 'GET') return { body: { data: app.callbackUrl === undefined ? [] : [describe(app)] } };
  if (request.method === 'DELETE') {
    Object.assign(app, { callbackUrl: undefined, verifyToken: undefined, verified: false });
    world.registry.changed();
    return { body: { success: true } };
  }
  const parsed = subscriptionSchema.safeParse(parameters);
  if (!parsed.success) return { refusal: toRefusal(parsed.error, parameters) };
  const { callback_url: callbackUrl, verify_token: verifyToken, fields } = parsed.data;
  const result = await setCallback(world, app, { callbackUrl, verifyToken, fields });
  if (result.verified) return { body: { success: true } };
  return {
    refusal: {
      code: 2200,
      message: `(#2200) Callback verification failed with the following errors: ${result.reason}`,
    },
  };
}

function describe({ callbackUrl, verified, fields }: App): object {
  return {
    object: 'whatsapp_business_account',
    callback_url: callbackUrl,
    active: verified,
    fields: fields.map((name) => ({ name, version: 'v26.0' })),
  };
}

/** Asks the callback the challenge and keeps it only if the answer is right. */
export async function setCallback(
  world: World,
  app: App,
  { callbackUrl, verifyToken, fields }: { callbackUrl: string; verifyToken: string; fields?: string[] },
): Promise<Challenge> {
  const result = await verifyCallback(
    callbackUrl,
    verifyToken,
    world.ids.digits('challenge', 10),
    world.settings.webhookTimeoutMs,
  );
  if (result.verified) {
    Object.assign(app, { callbackUrl, verifyToken, verified: true, ...(fields && { fields }) });
    world.registry.changed();
  }
  return result;
}
