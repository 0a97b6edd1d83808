import { z } from 'zod';
import { flag, id, listOf, number, optional, text } from '../wire-values.js';
import { toGraphError } from './graph-error.js';

// What the Graph API answers, in our words. Unknown fields are left out, missing ones are undefined.

const unixSeconds = number.transform((seconds) => (seconds === 0 ? undefined : new Date(seconds * 1000)));

/** Of `POST /{phone-number-id}/messages`: a success without a wamid is none. */
export const acceptedMessage = z
  .object({
    messages: z.tuple([z.object({ id, message_status: optional(text) })], z.unknown()),
    contacts: listOf(z.object({ input: optional(text), wa_id: optional(id), user_id: optional(id) })),
  })
  .transform(({ messages: [message], contacts: [contact] }) => ({
    waMessageId: message.id,
    messageStatus: message.message_status,
    contact: contact && { input: contact.input, waId: contact.wa_id, userId: contact.user_id },
  }));

export const success = z.object({ success: flag.pipe(z.literal(true)) });

export const uploadedMedia = z.object({ id });

/** `sha256` is hexadecimal here (base64 in webhooks); `fileSize` in bytes; the url lives five minutes. */
export const mediaDescription = z
  .object({
    id,
    url: z.url(),
    mime_type: optional(text),
    sha256: optional(text),
    file_size: optional(number),
  })
  .transform((wire) => ({
    id: wire.id,
    url: wire.url,
    mimeType: wire.mime_type,
    sha256: wire.sha256,
    fileSize: wire.file_size,
  }));
export type MediaDescription = z.output<typeof mediaDescription>;

const healthEntity = z
  .object({
    entity_type: optional(text),
    id: optional(id),
    can_send_message: optional(text),
    errors: listOf(
      z.object({
        error_code: optional(number),
        error_description: optional(text),
        possible_solution: optional(text),
      }),
    ),
    additional_info: listOf(text),
  })
  .transform((wire) => ({
    type: wire.entity_type,
    id: wire.id,
    canSendMessage: wire.can_send_message,
    errors: wire.errors.map((error) => ({
      code: error.error_code,
      description: error.error_description,
      possibleSolution: error.possible_solution,
    })),
    additionalInfo: wire.additional_info,
  }));

const healthStatus = z
  .object({ can_send_message: optional(text), entities: listOf(healthEntity) })
  .transform((wire) => ({ canSendMessage: wire.can_send_message, entities: wire.entities }));

const webhookConfiguration = z
  .object({
    phone_number: optional(text),
    whatsapp_business_account: optional(text),
    application: optional(text),
  })
  .transform((wire) => ({
    phoneNumber: wire.phone_number,
    whatsappBusinessAccount: wire.whatsapp_business_account,
    application: wire.application,
  }));

export const phoneNumberDescription = z
  .object({
    id,
    display_phone_number: optional(text),
    verified_name: optional(text),
    status: optional(text),
    quality_rating: optional(text),
    code_verification_status: optional(text),
    name_status: optional(text),
    platform_type: optional(text),
    account_mode: optional(text),
    throughput: optional(z.object({ level: optional(text) })),
    health_status: optional(healthStatus),
    webhook_configuration: optional(webhookConfiguration),
  })
  .transform((wire) => ({
    id: wire.id,
    displayPhoneNumber: wire.display_phone_number,
    verifiedName: wire.verified_name,
    status: wire.status,
    qualityRating: wire.quality_rating,
    codeVerificationStatus: wire.code_verification_status,
    nameStatus: wire.name_status,
    platformType: wire.platform_type,
    accountMode: wire.account_mode,
    throughputLevel: wire.throughput?.level,
    healthStatus: wire.health_status,
    webhookConfiguration: wire.webhook_configuration,
  }));
export type PhoneNumberDescription = z.output<typeof phoneNumberDescription>;

const granularScope = z
  .object({ scope: text, target_ids: listOf(id) })
  .transform((wire) => ({ scope: wire.scope, targetIds: wire.target_ids }));

const token = z
  .object({
    is_valid: flag,
    app_id: optional(id),
    application: optional(text),
    type: optional(text),
    user_id: optional(id),
    issued_at: optional(unixSeconds),
    expires_at: optional(unixSeconds),
    data_access_expires_at: optional(unixSeconds),
    scopes: listOf(text),
    granular_scopes: listOf(granularScope),
    error: z.unknown().optional().transform(toGraphError),
  })
  .transform((wire) => ({
    isValid: wire.is_valid,
    appId: wire.app_id,
    application: wire.application,
    type: wire.type,
    userId: wire.user_id,
    issuedAt: wire.issued_at,
    /** Undefined = never. */
    expiresAt: wire.expires_at,
    dataAccessExpiresAt: wire.data_access_expires_at,
    scopes: wire.scopes,
    granularScopes: wire.granular_scopes,
    error: wire.error,
  }));

export const tokenDescription = z.object({ data: token }).transform(({ data }) => data);
export type TokenDescription = z.output<typeof tokenDescription>;

const subscribedApp = z
  .object({
    whatsapp_business_api_data: z.object({ id, name: optional(text) }),
    override_callback_uri: optional(text),
  })
  .transform((wire) => ({
    appId: wire.whatsapp_business_api_data.id,
    name: wire.whatsapp_business_api_data.name,
    overrideCallbackUri: wire.override_callback_uri,
  }));

export const subscribedApps = z.object({ data: z.array(subscribedApp) }).transform(({ data }) => data);
export type SubscribedApp = z.output<typeof subscribedApp>;

const appSubscription = z
  .object({
    object: text,
    callback_url: optional(text),
    active: optional(flag),
    /** Objects with a name and a version; older versions of the API answer plain names. */
    fields: listOf(z.union([z.object({ name: text }).transform(({ name }) => name), text])),
  })
  .transform((wire) => ({
    object: wire.object,
    callbackUrl: wire.callback_url,
    active: wire.active,
    fields: wire.fields,
  }));

export const appSubscriptions = z.object({ data: z.array(appSubscription) }).transform(({ data }) => data);
export type AppSubscription = z.output<typeof appSubscription>;

export const phoneNumberIds = z
  .object({ data: z.array(z.object({ id })) })
  .transform(({ data }) => data.map((number) => number.id));
