import { elementsOf, isObject, own, ownId, ownList, ownObject, type RawObject } from '../wire-values.js';
import { toGraphError } from '../graph/graph-error.js';
import { addressee, contact, contactFinder, type Person } from './person.js';
import { readJson, type UnreadableReason } from './read-json.js';
import { toAccount, accountFields } from './to-account.js';
import { toHistory } from './to-history.js';
import { toMessage } from './to-message.js';
import { toStatus } from './to-status.js';
import { malformed, outOfScope, type Origin, type WebhookItem } from './webhook-item.js';

export type ParsedWebhook =
  | { ok: true; items: WebhookItem[] }
  | { ok: false; reason: UnreadableReason | 'not-an-object' | 'other-object' | 'no-entries' };

/**
 * Everything a webhook body tells, in the order it stands there. Never throws: a body that cannot be read at all is
 * `ok: false`, a part of it that cannot be read is an item `malformed` and leaves its neighbours alone. Call it on
 * bodies whose signature holds. Text comes back storable (no U+0000, no half surrogate pairs), ids as strings.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
 */
export function parseWebhook(rawBody: Buffer): ParsedWebhook {
  const read = readJson(rawBody);
  if (!read.ok) return read;
  if (!isObject(read.value)) return { ok: false, reason: 'not-an-object' };
  if (own(read.value, 'object') !== 'whatsapp_business_account') return { ok: false, reason: 'other-object' };
  const entries = own(read.value, 'entry');
  return Array.isArray(entries)
    ? { ok: true, items: entries.flatMap(parseEntry) }
    : { ok: false, reason: 'no-entries' };
}

function parseEntry(entry: unknown): WebhookItem[] {
  if (!isObject(entry)) return [malformed('entry-not-an-object', entry, {})];
  const wabaId = ownId(entry, 'id');
  const changes = own(entry, 'changes');
  if (!Array.isArray(changes)) return [malformed('entry-without-changes', entry, { wabaId })];
  return changes.flatMap((change) => parseChange(change, wabaId, own(entry, 'time')));
}

function parseChange(change: unknown, wabaId: string | undefined, time: unknown): WebhookItem[] {
  const field = isObject(change) ? fieldOf(change) : undefined;
  if (!isObject(change) || field === undefined) return [malformed('change-without-field', change, { wabaId })];
  const value = own(change, 'value');
  if (!isKnown(field)) {
    const { phoneNumberId } = isObject(value) ? metadataOf(value) : {};
    const reason = field.startsWith('group_') ? 'group' : (`field:${field}` as const);
    return [outOfScope(reason, value, { wabaId, phoneNumberId })];
  }
  if (!isObject(value)) return [malformed('value-not-an-object', value, { wabaId, field })];

  const origin = originOf(field, value, wabaId);
  if (accountFields.has(field)) return [toAccount(value, time, origin)];
  const items = parseLists(field, value, origin);
  return items.length > 0 ? items : [outOfScope('empty', value, origin)];
}

/** A change that lost its field is told by the lists in it. */
function fieldOf(change: RawObject): string | undefined {
  const value = ownObject(change, 'value') ?? {};
  const holdsMessages = own(value, 'messages') !== undefined || own(value, 'statuses') !== undefined;
  return ownId(change, 'field') ?? (holdsMessages ? 'messages' : undefined);
}

type ElementReader = (element: unknown, origin: Origin) => WebhookItem | WebhookItem[];

/** The lists in each field whose values hold lists. */
const listsByField = new Map<string, Map<string, ElementReader>>([
  [
    'messages',
    new Map<string, ElementReader>([
      ['messages', (element, origin) => toMessage(element, 'customer', origin)],
      ['statuses', (element, origin) => toStatus(element, 'messages', origin)],
    ]),
  ],
  [
    'smb_message_echoes',
    new Map<string, ElementReader>([['message_echoes', (element, origin) => toMessage(element, 'echo', origin)]]),
  ],
  [
    'standby',
    new Map<string, ElementReader>([
      ['messages', (element, origin) => toMessage(element, 'standby', origin)],
      ['message_echoes', (element, origin) => toMessage(element, 'standby-echo', origin)],
      ['statuses', (element, origin) => toStatus(element, 'standby', origin)],
    ]),
  ],
  [
    'history',
    new Map<string, ElementReader>([
      ['history', toHistory],
      ['messages', (element, origin) => toMessage(element, 'history', origin)], // its media follow in posts of their own
    ]),
  ],
  [
    'calls',
    new Map<string, ElementReader>([
      ['calls', (element, origin) => outOfScope('call', element, origin)],
      ['statuses', (element, origin) => outOfScope('call', element, origin)],
    ]),
  ],
]);

function isKnown(field: string): boolean {
  return accountFields.has(field) || listsByField.has(field);
}

const keysBesideLists = new Set(['messaging_product', 'metadata', 'contacts', 'errors']);

function parseLists(field: string, value: RawObject, origin: Origin): WebhookItem[] {
  const lists = listsByField.get(field);
  const items = Object.entries(value).flatMap(([key, held]): WebhookItem[] => {
    if (keysBesideLists.has(key)) return [];
    // While Meta's agent holds the chat, the lists stand one level deeper.
    if (key === 'standby' && field === 'standby' && isObject(held)) return parseStandby(held, value, origin);
    if (held === null) return [];
    const read = lists?.get(key);
    if (!read) return [outOfScope(`field:${field}.${key}`, held, origin)];
    const elements = elementsOf(held);
    if (!elements) return [malformed(`${key}-not-a-list`, held, origin)];
    return elements.flatMap((element) => readAlone(read, element, origin));
  });
  const errors = elementsOf(own(value, 'errors')) ?? [own(value, 'errors')];
  return errors.length === 0 || items.some((item) => isExplainedBy(item, origin))
    ? items
    : [...items, toAccount({ errors }, undefined, origin)];
}

/** What one element does to its reader costs no other element anything. */
function readAlone(read: ElementReader, element: unknown, origin: Origin): WebhookItem | WebhookItem[] {
  try {
    return read(element, origin);
  } catch (error) {
    return malformed(`unreadable-${error instanceof Error ? error.name : 'element'}`, element, origin);
  }
}

/** The contacts of the inner level and of the one around it are one list. */
function parseStandby(held: RawObject, around: RawObject, outer: Origin): WebhookItem[] {
  const contacts = [around, held].flatMap((value) => elementsOf(own(value, 'contacts')) ?? []);
  const { contactOf, errors } = originOf('standby', { ...held, contacts }, outer.wabaId);
  return parseLists('standby', held, { ...outer, contactOf, errors });
}

/** Errors beside a message that came without its content are about that message, not about the account. */
function isExplainedBy(item: WebhookItem, origin: Origin): boolean {
  return (
    origin.errors.length > 0 &&
    item.kind === 'message' &&
    item.content.type === 'unsupported' &&
    item.content.errors === origin.errors
  );
}

function originOf(field: string, value: RawObject, wabaId: string | undefined): Origin {
  const { phoneNumberId, displayPhoneNumber } = metadataOf(value);
  return {
    wabaId,
    field,
    phoneNumberId,
    displayPhoneNumber,
    contactOf: contactFinder(
      (elementsOf(own(value, 'contacts')) ?? []).flatMap((element) => contact.safeParse(element).data ?? []),
      peopleOf(value),
    ),
    errors: ownList(value, 'errors').flatMap((error) => toGraphError(error) ?? []),
  };
}

/** Everybody whom the lists of a change name. */
function peopleOf(value: RawObject): Person[] {
  const named = (list: string, ...keys: [string, string, string]) =>
    (elementsOf(own(value, list)) ?? []).filter(isObject).map((element) => addressee(element, ...keys));
  return [
    ...named('messages', 'from', 'from_user_id', 'from_parent_user_id'),
    ...named('message_echoes', 'to', 'to_user_id', 'to_parent_user_id'),
    ...named('statuses', 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id'),
  ];
}

function metadataOf(value: RawObject): Pick<Origin, 'phoneNumberId' | 'displayPhoneNumber'> {
  const metadata = ownObject(value, 'metadata') ?? {};
  return {
    phoneNumberId: ownId(metadata, 'phone_number_id'),
    displayPhoneNumber: ownId(metadata, 'display_phone_number'),
  };
}
