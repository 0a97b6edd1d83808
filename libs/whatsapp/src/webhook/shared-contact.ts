import { z } from 'zod';
import { id, listOf, optional, text } from '../wire-values.js';
import type { SharedContact } from './message-content.js';

const name = z
  .object({
    formatted_name: optional(text),
    first_name: optional(text),
    last_name: optional(text),
    middle_name: optional(text),
    prefix: optional(text),
    suffix: optional(text),
  })
  .transform(({ formatted_name, first_name, last_name, middle_name, ...rest }) => ({
    formattedName: formatted_name,
    firstName: first_name,
    lastName: last_name,
    middleName: middle_name,
    ...rest,
  }));

const phone = z
  .object({ phone: optional(text), wa_id: optional(id), user_id: optional(id), type: optional(text) })
  .transform((wire) => ({ phone: wire.phone, waId: wire.wa_id, userId: wire.user_id, type: wire.type }));

const address = z
  .object({
    street: optional(text),
    city: optional(text),
    state: optional(text),
    zip: optional(text),
    country: optional(text),
    country_code: optional(text),
    type: optional(text),
  })
  .transform(({ country_code, ...rest }) => ({ ...rest, countryCode: country_code }));

/** A contact card that a customer shares; every part of it can be missing, even the name. */
export const sharedContact = z
  .object({
    name: optional(name),
    phones: listOf(phone),
    emails: listOf(z.object({ email: optional(text), type: optional(text) })),
    urls: listOf(z.object({ url: optional(text), type: optional(text) })),
    addresses: listOf(address),
    org: optional(z.object({ company: optional(text), department: optional(text), title: optional(text) })),
    birthday: optional(text),
    origin: optional(text),
    vcard: optional(text),
  })
  .transform(({ org, ...rest }): SharedContact => ({ ...rest, organisation: org }));

/** A card that is no card, as it came. */
export function unreadableContact(raw: unknown): SharedContact {
  return { phones: [], emails: [], urls: [], addresses: [], raw };
}
