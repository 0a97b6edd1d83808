import { z } from 'zod';
import type { BusinessNumber } from '../registry.js';
import { callbackUrl, verifyCallback } from '../webhooks/callbacks.js';
import type { World } from '../world.js';
import { type Access, refuseWithout } from './access.js';
import type { GraphAnswer, GraphCall } from './call.js';
import type { Refusal } from './errors.js';
import { toRefusal } from './to-refusal.js';

const withoutFields = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating'];

/** `GET /{phone-number-id}?fields=…` (reference section 5). */
export function phoneNumberFields(
  { world, access, parameters, id }: GraphCall,
  number: BusinessNumber,
): GraphAnswer | { refusal: Refusal } {
  const refusal = refuseWithout(access, number.wabaId, 'whatsapp_business_management', 'GET', id);
  if (refusal) return { refusal };
  const asked = typeof parameters['fields'] === 'string' ? parameters['fields'].split(',') : withoutFields;
  const body: Record<string, unknown> = {};
  for (const name of asked.map((field) => field.trim()).filter((field) => field !== '' && field !== 'id')) {
    const field = fields[name];
    if (!field) {
      return {
        refusal: {
          code: 100,
          message: `(#100) Tried accessing nonexisting field (${name}) on node type (WhatsAppBusinessPhoneNumber)`,
        },
      };
    }
    body[name] = field(number, world, access);
  }
  return { body: { ...body, id } };
}

type Field = (number: BusinessNumber, world: World, access: Access) => unknown;

const fields: Record<string, Field> = {
  display_phone_number: (number) => number.displayPhoneNumber,
  verified_name: (number) => number.verifiedName,
  status: (number) => number.status,
  quality_rating: (number) => number.qualityRating,
  code_verification_status: (number) => number.codeVerificationStatus,
  name_status: (number) => number.nameStatus,
  platform_type: () => 'CLOUD_API',
  account_mode: (number) => number.accountMode,
  throughput: (number) => ({ level: number.throughput >= 1000 ? 'HIGH' : 'STANDARD' }),
  is_official_business_account: () => false,
  webhook_configuration: webhookConfiguration,
  health_status: (number, world, access) => number.healthStatus ?? computedHealth(number, world, access),
};

function webhookConfiguration(number: BusinessNumber, world: World, { app }: Access): object {
  const ofNumber = number.overrides.find(({ appId }) => appId === app.appId);
  const ofWaba = world.registry.wabas.get(number.wabaId)?.overrides.find(({ appId }) => appId === app.appId);
  return {
    ...(ofNumber && { phone_number: ofNumber.url }),
    ...(ofWaba && { whatsapp_business_account: ofWaba.url }),
    ...(app.callbackUrl !== undefined && { application: app.callbackUrl }),
  };
}

function computedHealth(number: BusinessNumber, world: World, { app }: Access): object {
  const own = number.status === 'CONNECTED' ? 'AVAILABLE' : 'BLOCKED';
  const businessId = world.registry.wabas.get(number.wabaId)?.businessId;
  return {
    can_send_message: own,
    entities: [
      { entity_type: 'PHONE_NUMBER', id: number.phoneNumberId, can_send_message: own },
      { entity_type: 'WABA', id: number.wabaId, can_send_message: 'AVAILABLE' },
      { entity_type: 'BUSINESS', id: businessId, can_send_message: 'AVAILABLE' },
      { entity_type: 'APP', id: app.appId, can_send_message: 'AVAILABLE' },
    ],
  };
}

const configurationSchema = z.object({
  webhook_configuration: z.strictObject({
    override_callback_uri: z.union([z.literal(''), z.url().max(200)]),
    verify_token: z.string().optional(),
  }),
});

/** `POST /{phone-number-id}` with `webhook_configuration`: a callback for this number alone; the empty string ends it. */
export async function configureNumber(
  { world, access, parameters, id }: GraphCall,
  number: BusinessNumber,
): Promise<GraphAnswer | { refusal: Refusal }> {
  const refusal = refuseWithout(access, number.wabaId, 'whatsapp_business_management', 'POST', id);
  if (refusal) return { refusal };
  const parsed = configurationSchema.safeParse(parameters);
  if (!parsed.success) return { refusal: toRefusal(parsed.error, parameters) };
  const { override_callback_uri: url, verify_token: verifyToken = '' } = parsed.data.webhook_configuration;
  const appId = access.app.appId;
  if (url !== '') {
    const wrong = await refuseOverride(world, access, number.wabaId, url, verifyToken);
    if (wrong) return { refusal: wrong };
  }
  number.overrides = number.overrides.filter((override) => override.appId !== appId);
  if (url !== '') number.overrides.push({ appId, url, verifyToken });
  world.registry.changed();
  return { body: { success: true } };
}

/** An override needs a subscribed app and a callback that answers the challenge. */
export async function refuseOverride(
  world: World,
  access: Access,
  wabaId: string,
  url: string,
  verifyToken: string,
): Promise<Refusal | undefined> {
  if (!world.registry.wabas.get(wabaId)?.subscribedAppIds.includes(access.app.appId)) {
    return {
      code: 100,
      details: 'The app must be subscribed to the WhatsApp Business Account before an override is set.',
    };
  }
  const result = await verifyCallback(
    url,
    verifyToken,
    world.ids.digits('challenge', 10),
    world.settings.webhookTimeoutMs,
  );
  return result.verified
    ? undefined
    : { code: 2200, message: `(#2200) Callback verification failed with the following errors: ${result.reason}` };
}

/** Where webhooks of this number go now, for whoever looks at the set-up. */
export function effectiveCallback(world: World, number: BusinessNumber): Record<string, string | undefined> {
  const waba = world.registry.wabas.get(number.wabaId);
  const apps = (waba?.subscribedAppIds ?? [])
    .map((id) => world.registry.apps.get(id))
    .filter((app) => app !== undefined);
  return Object.fromEntries(
    apps.map((app) => [app.appId, waba && callbackUrl({ app, waba, number, field: 'messages' })]),
  );
}
