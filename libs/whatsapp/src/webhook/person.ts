import { z } from 'zod';
import { id, optional, ownId, text, type RawObject } from '../wire-values.js';

/** A WhatsApp user as one webhook describes them. Every field can be missing: a user may hide the number. */
export type Person = {
  /** The phone number: digits without plus. */
  waId?: string;
  /** The business-scoped user id (BSUID), to be used whole. */
  userId?: string;
  parentUserId?: string;
  username?: string;
  name?: string;
  /** Only where the identity check of the number is on. */
  identityKeyHash?: string;
};

const phoneNumber = /^\+?(\d{5,20})$/;
const businessScopedId = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/;
const parentBusinessScopedId = /^[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}$/;

/**
 * Who `address` is. Business-scoped ids have been seen where a number belongs (`from`, `wa_id`), so a number is taken
 * for one only if it looks like one.
 */
export function personOf(address: string | undefined, userId?: string, parentUserId?: string): Person {
  const found = address ?? '';
  return {
    waId: phoneDigits(found),
    userId: userId ?? (businessScopedId.test(found) ? found : undefined),
    parentUserId: parentUserId ?? (parentBusinessScopedId.test(found) ? found : undefined),
  };
}

export function phoneDigits(address: string): string | undefined {
  return phoneNumber.exec(address)?.[1];
}

const profile = z.object({ name: optional(text), username: optional(text) });

/** An element of `contacts[]`. */
export const contact = z
  .object({
    profile: optional(profile),
    wa_id: optional(id),
    user_id: optional(id),
    parent_user_id: optional(id),
    identity_key_hash: optional(text),
  })
  .transform((wire): Person => {
    const { waId, userId, parentUserId } = personOf(wire.wa_id, wire.user_id, wire.parent_user_id);
    // Meta's pages write usernames with an @, traffic also without.
    const username = wire.profile?.username?.replace(/^@/, '');
    return { waId, userId, parentUserId, username, name: wire.profile?.name, identityKeyHash: wire.identity_key_hash };
  });

/**
 * The block of `contacts[]` that describes this person: the one that shares an id, else the only one there is if it
 * contradicts nothing.
 */
export function contactFor(person: Person, contacts: readonly Person[]): Person | undefined {
  const same = contacts.find(
    (candidate) =>
      (person.userId !== undefined && candidate.userId === person.userId) ||
      (person.waId !== undefined && candidate.waId === person.waId),
  );
  if (same) return same;
  const [only] = contacts;
  if (contacts.length !== 1 || !only) return undefined;
  const contradicts =
    (person.userId !== undefined && only.userId !== undefined) ||
    (person.waId !== undefined && only.waId !== undefined);
  return contradicts ? undefined : only;
}

/** What the message itself says comes first, the contact block fills in. Nobody known = undefined. */
export function mergePerson(person: Person, described: Person | undefined): Person | undefined {
  const merged: Person = {
    waId: person.waId ?? described?.waId,
    userId: person.userId ?? described?.userId,
    parentUserId: person.parentUserId ?? described?.parentUserId,
    username: person.username ?? described?.username,
    name: person.name ?? described?.name,
    identityKeyHash: person.identityKeyHash ?? described?.identityKeyHash,
  };
  return Object.values(merged).some((value) => value !== undefined) ? merged : undefined;
}

export const addressee = (
  wire: RawObject,
  ...keys: [address: string, userId: string, parentUserId: string]
): Person => {
  const [address, userId, parentUserId] = keys.map((key) => ownId(wire, key));
  return personOf(address, userId, parentUserId);
};
