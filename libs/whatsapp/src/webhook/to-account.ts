import { toGraphError } from '../graph/graph-error.js';
import { instant, optional, optionalId, own, ownList, ownObject, type RawObject } from '../wire-values.js';
import { malformed, type Origin, type WebhookItem } from './webhook-item.js';

/**
 * Fields about the account, a number or a template. Most carry no `metadata`: their channels are found by the WABA id.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference
 */
export const accountFields: ReadonlySet<string> = new Set([
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'business_capability_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messaging_handovers',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'template_category_update',
  'user_preferences',
]);

const optionalInstant = optional(instant);

export function toAccount(value: RawObject, time: unknown, origin: Origin): WebhookItem {
  if (origin.wabaId === undefined) return malformed('no-waba-id', value, origin);
  const recipient = ownObject(value, 'recipient') ?? {}; // of a handover
  const alerted = own(value, 'entity_type') === 'PHONE_NUMBER' ? own(value, 'entity_id') : undefined;
  return {
    kind: 'account',
    wabaId: origin.wabaId,
    field: origin.field,
    phoneNumberId: origin.phoneNumberId ?? optionalId.parse(own(recipient, 'phone_number_id') ?? alerted),
    displayPhoneNumber:
      origin.displayPhoneNumber ??
      optionalId.parse(own(value, 'display_phone_number') ?? own(recipient, 'display_phone_number')),
    at: optionalInstant.parse(time ?? own(value, 'timestamp')),
    errors: ownList(value, 'errors').flatMap((error) => toGraphError(error) ?? []),
    value,
  };
}
