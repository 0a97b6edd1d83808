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
/** How people write numbers, and the marks that come along when one is copied. */
const numberLayout = /[\p{Z}\p{Cf}\p{Pd}().]/gu;
const businessScopedId = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/;
const parentBusinessScopedId = /^[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}$/;
const addressedId = /^[A-Za-z]{2}\.[\w-]{1,128}$/;

/**
 * Who `address` is. Business-scoped ids have been seen where a number belongs (`from`, `wa_id`), so a number is taken
 * for one only if it looks like one. A user id of any other form is nobody: two strangers may both have the id "0".
 */
export function personOf(address: string | undefined, userId?: string, parentUserId?: string): Person {
  const found = address ?? '';
  const scoped = (id: string | undefined, form: RegExp) => (id !== undefined && form.test(id) ? id : undefined);
  return {
    waId: phoneDigits(found),
    // What stands in the place of the number is all there is to answer to, so its form is not held against it.
    userId: scoped(userId, businessScopedId) ?? scoped(found, addressedId),
    parentUserId: scoped(parentUserId, parentBusinessScopedId) ?? scoped(found, parentBusinessScopedId),
  };
}

/** Digits of a phone number, also of one that is laid out for people. */
export function phoneDigits(address: string): string | undefined {
  return phoneNumber.exec(address.replaceAll(numberLayout, ''))?.[1];
}

const NAME_LENGTH_MAX = 200;
const anythingVisible = /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/u;
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A name on one line, in its own direction, and not longer than names are; none where nobody would see it. */
export function visibleName(given: string): string | undefined {
  const name = given
    .replaceAll(directionMarks, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return anythingVisible.test(name)
    ? [...name.slice(0, NAME_LENGTH_MAX * 2)].slice(0, NAME_LENGTH_MAX).join('')
    : undefined;
}

const shownName = optional(text.transform(visibleName));
const profile = z.object({ name: shownName, username: shownName });

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
    const username = wire.profile?.username?.replace(/^@/, '') || undefined;
    return { waId, userId, parentUserId, username, name: wire.profile?.name, identityKeyHash: wire.identity_key_hash };
  });

/** What a number has in common with itself in another form of its country: 549… and 54…, 521… and 52…. */
const endOf = (waId: string): string => waId.slice(-8);

/**
 * Finds the block of `contacts[]` that describes a person: the one that shares an id. `from` and `wa_id` of one person may
 * differ, so a block that names none of these people is theirs whose number ends alike, or who alone has no block.
 */
export function contactFinder(contacts: readonly Person[], people: readonly Person[]) {
  const byId = new Map<string, Person>();
  for (const one of contacts) for (const id of idsOf(one)) if (!byId.has(id)) byId.set(id, one);
  const exact = (person: Person) => idsOf(person).flatMap((id) => byId.get(id) ?? [])[0];
  const described = new Set(people.flatMap((person) => exact(person) ?? []));
  const left = contacts.filter((one) => !described.has(one));
  const leftByEnd = new Map<string, Person[]>();
  for (const one of left)
    if (one.waId) leftByEnd.set(endOf(one.waId), [...(leftByEnd.get(endOf(one.waId)) ?? []), one]);
  const lonely = new Set(people.filter((person) => !exact(person)).map((person) => idsOf(person).join()));
  return (person: Person): Person | undefined => {
    const same = exact(person);
    if (same) return same;
    const [alike, another] = (person.waId && leftByEnd.get(endOf(person.waId))) || [];
    const found = alike && !another ? alike : left.length === 1 && lonely.size <= 1 ? left[0] : undefined;
    const contradicts = found?.userId !== undefined && person.userId !== undefined;
    return contradicts ? undefined : found;
  };
}

function idsOf({ userId, waId }: Person): string[] {
  return [userId, waId].filter((id) => id !== undefined);
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
