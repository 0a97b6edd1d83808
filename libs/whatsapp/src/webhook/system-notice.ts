import { z } from 'zod';
import { flag, id, instant, optional, text } from '../wire-values.js';
import type { SystemNotice } from './message-content.js';
import { personOf } from './person.js';

const system = z.object({
  type: optional(text),
  body: optional(text),
  wa_id: optional(id),
  new_wa_id: optional(id), // the name of wa_id in older payloads
  user_id: optional(id),
  previous_user_id: optional(id),
  parent_user_id: optional(id),
  previous_parent_user_id: optional(id),
});

const identity = z
  .object({ acknowledged: optional(flag), created_timestamp: optional(instant), hash: optional(text) })
  .transform((wire) => ({ acknowledged: wire.acknowledged, createdAt: wire.created_timestamp, hash: wire.hash }));

const subtypes = new Map<string | undefined, SystemNotice['subtype']>([
  ['user_changed_number', 'user_changed_number'],
  ['customer_changed_number', 'user_changed_number'], // what some of Meta's pages call it
  ['user_changed_user_id', 'user_changed_user_id'],
  ['customer_identity_changed', 'customer_identity_changed'],
]);

const optionalIdentity = optional(identity);

/** A change of a customer's number or ids: the key to keep `previousUserId` and `userId` one customer. */
export function systemNotice(value: unknown, rawIdentity: unknown): SystemNotice | undefined {
  const read = system.safeParse(value);
  if (!read.success) return undefined;
  const wire = read.data;
  const before = personOf(undefined, wire.previous_user_id, wire.previous_parent_user_id);
  const now = personOf(wire.wa_id ?? wire.new_wa_id, wire.user_id, wire.parent_user_id);
  return {
    type: 'system',
    subtype: subtypes.get(wire.type) ?? 'other',
    receivedSubtype: wire.type,
    body: wire.body,
    waId: now.waId,
    userId: now.userId,
    previousUserId: before.userId,
    parentUserId: now.parentUserId,
    previousParentUserId: before.parentUserId,
    identity: optionalIdentity.parse(rawIdentity),
  };
}
