import { z } from 'zod';
import type { GraphError } from '../graph/graph-error.js';
import {
  amount,
  elementsOf,
  flag,
  id,
  instant,
  isObject,
  number,
  optional,
  own,
  ownId,
  ownObject,
  text,
  unlessEmpty,
  words,
  type RawObject,
} from '../wire-values.js';
import type { FlowReply, MessageContent, OrderItem, SharedContact } from './message-content.js';
import { readJsonText } from './read-json.js';
import { sharedContact, unreadableContact } from './shared-contact.js';
import { systemNotice } from './system-notice.js';

/**
 * Reads the object that the message's `type` names.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
 * Where that object is missing or unreadable the message stays a message, as `unsupported` with the errors given: the
 * agent must see that the customer wrote.
 */
export function toMessageContent(message: RawObject, errors: GraphError[]): MessageContent {
  const type = ownId(message, 'type') ?? nameOfContent(message, readers);
  if (type === 'unsupported' || type === 'unknown') {
    const subtype = ownId(ownObject(message, 'unsupported') ?? {}, 'type');
    return { type: 'unsupported', subtype, errors };
  }
  const read = type === undefined ? undefined : readers.get(type);
  if (type === undefined || !read) {
    return { type: 'unknown', receivedType: type, value: type === undefined ? undefined : ownObject(message, type) };
  }
  return read(own(message, type), message) ?? { type: 'unsupported', subtype: type, errors };
}

/** Where the type was left out, the content stands under its name still. */
function nameOfContent(holder: RawObject, known: ReadonlyMap<string, Reader>): string | undefined {
  return Object.keys(holder).find((key) => known.has(key) && isFilled(own(holder, key)));
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

type Reader = (value: unknown, message: RawObject) => MessageContent | undefined;

function reader<Schema extends z.ZodType>(
  schema: Schema,
  toContent: (read: z.output<Schema>) => MessageContent,
): Reader {
  return (value) => {
    const read = schema.safeParse(value);
    return read.success ? toContent(read.data) : undefined;
  };
}

const media = z
  .object({
    id: optional(id),
    mime_type: optional(text),
    sha256: optional(text),
    url: optional(text),
    caption: optional(text),
    filename: optional(text),
    voice: optional(flag),
    animated: optional(flag),
  })
  .refine((wire) => [wire.id, wire.caption, wire.filename, wire.url].some((part) => part !== undefined))
  .transform(({ mime_type, ...rest }) => ({ ...rest, mimeType: mime_type }));

const location = z
  .object({
    latitude: optional(number.pipe(z.number().min(-90).max(90))),
    longitude: optional(number.pipe(z.number().min(-180).max(180))),
    name: optional(words),
    address: optional(words),
    url: optional(words),
  })
  .transform(({ latitude, longitude, ...rest }) =>
    latitude === undefined || longitude === undefined ? rest : { latitude, longitude, ...rest },
  )
  .refine(unlessEmpty);

const orderItem = z
  .object({
    product_retailer_id: optional(id),
    quantity: optional(amount),
    item_price: optional(amount),
    currency: optional(words),
  })
  .refine(unlessEmpty);

const order = z
  .object({ catalog_id: optional(id), text: optional(words), product_items: optional(z.unknown()) })
  .refine(unlessEmpty);

const readMedia = (type: 'image' | 'video' | 'audio' | 'document' | 'sticker') =>
  reader(media, (read) => ({ type, media: read }));

const templateButton = z.object({ payload: optional(words), text: optional(words) }).refine(unlessEmpty);

const readers = new Map<string, Reader>([
  ['text', reader(z.object({ body: text }), ({ body }) => ({ type: 'text', body }))],
  ['image', readMedia('image')],
  ['video', readMedia('video')],
  ['audio', readMedia('audio')],
  ['voice', readMedia('audio')], // seen in old traffic in place of audio
  ['document', readMedia('document')],
  ['sticker', readMedia('sticker')],
  ['location', reader(location, (read) => ({ type: 'location', ...read }))],
  [
    'contacts',
    (value) =>
      isObject(value) || Array.isArray(value) ? { type: 'contacts', contacts: toSharedContacts(value) } : undefined,
  ],
  ['interactive', readInteractive],
  ['button', reader(templateButton, toTemplateButtonReply)],
  ['reaction', reader(z.object({ message_id: id, emoji: optional(id) }), toReaction)],
  ['order', reader(order, toOrder)],
  ['system', (value, message) => systemNotice(value, own(message, 'identity'))],
  ['edit', readEdit],
  ['revoke', reader(z.object({ original_message_id: id }), toRevoke)],
]);

function toTemplateButtonReply(button: { payload?: string; text?: string }): MessageContent {
  return { type: 'button-reply', origin: 'template', id: button.payload ?? button.text, title: button.text };
}

function toSharedContacts(value: unknown): SharedContact[] {
  const cards = (elementsOf(value) ?? []).filter((card) => card !== null);
  return cards.map((card) => sharedContact.safeParse(card).data ?? unreadableContact(card));
}

function toReaction(reaction: { message_id: string; emoji?: string }): MessageContent {
  return { type: 'reaction', messageId: reaction.message_id, emoji: reaction.emoji };
}

/** Every item stays, also one of which nothing is known. */
function toOrder(wire: z.output<typeof order>): MessageContent {
  const items = (elementsOf(wire.product_items) ?? [wire.product_items]).map((element): OrderItem => {
    const read = orderItem.safeParse(element);
    if (!read.success) return { raw: element };
    const { product_retailer_id, quantity, item_price, currency } = read.data;
    return { productId: product_retailer_id, quantity, price: item_price, currency };
  });
  return { type: 'order', catalogId: wire.catalog_id, text: wire.text, items };
}

function toRevoke(revoke: { original_message_id: string }): MessageContent {
  return { type: 'revoke', originalMessageId: revoke.original_message_id };
}

const button = z.object({ id: optional(id), title: optional(words) }).refine(unlessEmpty);
const row = z.object({ id: optional(id), title: optional(words), description: optional(words) }).refine(unlessEmpty);
const flow = z
  .object({ name: optional(text), body: optional(text), response_json: optional(z.unknown()) })
  .refine(unlessEmpty);
const callPermission = z.object({
  response: text,
  expiration_timestamp: optional(instant),
  response_source: optional(text),
});

const interactiveReaders = new Map<string, Reader>([
  ['button_reply', reader(button, (read) => ({ type: 'button-reply', origin: 'interactive', ...read }))],
  ['list_reply', reader(row, (read) => ({ type: 'list-reply', ...read }))],
  ['nfm_reply', reader(flow, toFlowReply)],
  ['call_permission_reply', reader(callPermission, toCallPermissionReply)],
]);

function readInteractive(value: unknown, message: RawObject): MessageContent | undefined {
  if (!isObject(value)) return undefined;
  const type = ownId(value, 'type') ?? nameOfContent(value, interactiveReaders);
  if (type === undefined) return undefined;
  const read = interactiveReaders.get(type);
  return read ? read(own(value, type), message) : { type: 'unknown', receivedType: `interactive.${type}`, value };
}

/** The response is JSON of a stranger within JSON: read with the same care, or left as its text. */
function toFlowReply({ name, body, response_json: held }: z.output<typeof flow>): FlowReply {
  const reply = { type: 'flow-reply', name, body } as const;
  if (typeof held !== 'string') return isObject(held) ? { ...reply, response: held } : reply;
  const read = readJsonText(held);
  const response = read.ok && isObject(read.value) ? read.value : undefined;
  return { ...reply, responseJson: held, ...(response ? { response } : {}) };
}

function toCallPermissionReply(wire: z.output<typeof callPermission>): MessageContent {
  return {
    type: 'call-permission-reply',
    response: wire.response,
    expiresAt: wire.expiration_timestamp,
    source: wire.response_source,
  };
}

const noText: ReadonlySet<MessageContent['type']> = new Set<MessageContent['type']>([
  'edit',
  'revoke',
  'reaction',
  'system',
  'unsupported',
  'unknown',
]);

/** Only texts and captions can be edited: anything else in an edit tells no more than that there was one. */
function readEdit(value: unknown): MessageContent | undefined {
  if (!isObject(value)) return undefined;
  const originalMessageId = ownId(value, 'original_message_id');
  if (originalMessageId === undefined) return undefined;
  const message = ownObject(value, 'message');
  const content = message && toMessageContent(message, []);
  return { type: 'edit', originalMessageId, content: content && noText.has(content.type) ? undefined : content };
}
