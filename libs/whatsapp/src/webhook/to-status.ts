import { z } from 'zod';
import { toGraphError } from '../graph/graph-error.js';
import { flag, id, instant, isObject, optional, own, ownList, text } from '../wire-values.js';
import { addressee, mergePerson } from './person.js';
import { malformed, outOfScope, type Origin, type StatusItem, type WebhookItem } from './webhook-item.js';

const pricing = z
  .object({
    billable: optional(flag),
    pricing_model: optional(text),
    type: optional(text),
    category: optional(text),
  })
  .transform((wire) => ({
    billable: wire.billable,
    model: wire.pricing_model,
    type: wire.type,
    category: wire.category,
  }));

const conversation = z
  .object({
    id: optional(id),
    origin: optional(z.object({ type: optional(text) })),
    expiration_timestamp: optional(instant),
  })
  .transform((wire) => ({ id: wire.id, originType: wire.origin?.type, expiresAt: wire.expiration_timestamp }));

const status = z.object({
  id,
  status: id,
  timestamp: optional(instant),
  recipient_identity_key_hash: optional(text),
  biz_opaque_callback_data: optional(text),
  pricing: optional(pricing),
  conversation: optional(conversation),
});

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status */
export function toStatus(raw: unknown, source: StatusItem['source'], origin: Origin): WebhookItem {
  if (!isObject(raw)) return malformed('status-not-an-object', raw, origin);
  if (own(raw, 'type') === 'call') return outOfScope('call', raw, origin);
  if (own(raw, 'recipient_type') === 'group') return outOfScope('group', raw, origin);
  if (origin.phoneNumberId === undefined) return malformed('no-phone-number-id', raw, origin);
  const read = status.safeParse(raw);
  if (!read.success) return malformed(`status-without-${read.error.issues[0]?.path[0]?.toString()}`, raw, origin);

  const wire = read.data;
  const addressed = addressee(raw, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id');
  const recipient = mergePerson(addressed, origin.contactOf(addressed));
  return {
    kind: 'status',
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    source,
    id: wire.id,
    status: wire.status,
    at: wire.timestamp,
    recipient:
      wire.recipient_identity_key_hash === undefined
        ? recipient
        : { ...recipient, identityKeyHash: wire.recipient_identity_key_hash },
    opaqueId: wire.biz_opaque_callback_data,
    errors: ownList(raw, 'errors').flatMap((error) => toGraphError(error) ?? []),
    pricing: wire.pricing,
    conversation: wire.conversation,
    raw,
  };
}
