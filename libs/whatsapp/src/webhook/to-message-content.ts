import { z } from 'zod';
import type { GraphError } from '../graph/graph-error.js';
import {
  flag,
  id,
  instant,
  isObject,
  listOf,
  number,
  optional,
  own,
  ownId,
  ownObject,
  text,
  type RawObject,
} from '../wire-values.js';
import type { FlowReply, MessageContent } from './message-content.js';
import { sharedContact } from './shared-contact.js';
import { systemNotice } from './system-notice.js';

/**
 * Reads the object that the message's `type` names.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
 * Where that object is missing or unreadable the message stays a message, as `unsupported` with the errors given: the
 * agent must see that the customer wrote.
 */
export function toMessageContent(message: RawObject, errors: GraphError[]): MessageContent {
  const type = ownId(message, 'type');
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
    id,
    mime_type: optional(text),
    sha256: optional(text),
    url: optional(text),
    caption: optional(text),
    filename: optional(text),
    voice: optional(flag),
    animated: optional(flag),
  })
  .transform(({ mime_type, ...rest }) => ({ ...rest, mimeType: mime_type }));

const location = z.object({
  latitude: number.pipe(z.number().min(-90).max(90)),
  longitude: number.pipe(z.number().min(-180).max(180)),
  name: optional(text),
  address: optional(text),
  url: optional(text),
});

const orderItem = z.object({
  product_retailer_id: id,
  quantity: optional(number),
  item_price: optional(number),
  currency: optional(text),
});

const order = z.object({ catalog_id: optional(id), text: optional(text), product_items: listOf(orderItem) });

const readMedia = (type: 'image' | 'video' | 'audio' | 'document' | 'sticker') =>
  reader(media, (read) => ({ type, media: read }));

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
    reader(z.array(z.unknown()).pipe(listOf(sharedContact)), (contacts) => ({ type: 'contacts', contacts })),
  ],
  ['interactive', readInteractive],
  ['button', reader(z.object({ payload: optional(text), text: text }), toTemplateButtonReply)],
  ['reaction', reader(z.object({ message_id: id, emoji: optional(id) }), toReaction)],
  ['order', reader(order, toOrder)],
  ['system', (value, message) => systemNotice(value, own(message, 'identity'))],
  ['edit', readEdit],
  ['revoke', reader(z.object({ original_message_id: id }), toRevoke)],
]);

function toTemplateButtonReply(button: { payload?: string; text: string }): MessageContent {
  return { type: 'button-reply', origin: 'template', id: button.payload ?? button.text, title: button.text };
}

function toReaction(reaction: { message_id: string; emoji?: string }): MessageContent {
  return { type: 'reaction', messageId: reaction.message_id, emoji: reaction.emoji };
}

function toOrder(wire: z.output<typeof order>): MessageContent {
  const items = wire.product_items.map((item) => ({
    productId: item.product_retailer_id,
    quantity: item.quantity,
    price: item.item_price,
    currency: item.currency,
  }));
  return { type: 'order', catalogId: wire.catalog_id, text: wire.text, items };
}

function toRevoke(revoke: { original_message_id: string }): MessageContent {
  return { type: 'revoke', originalMessageId: revoke.original_message_id };
}

const button = z.object({ id, title: text });
const row = button.extend({ description: optional(text) });
const flow = z.object({ name: optional(text), body: optional(text), response_json: text });
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
  const type = ownId(value, 'type');
  if (type === undefined) return undefined;
  const read = interactiveReaders.get(type);
  return read ? read(own(value, type), message) : { type: 'unknown', receivedType: `interactive.${type}`, value };
}

function toFlowReply(wire: z.output<typeof flow>): FlowReply {
  const reply = { type: 'flow-reply', name: wire.name, body: wire.body, responseJson: wire.response_json } as const;
  try {
    const response: unknown = JSON.parse(wire.response_json);
    return isObject(response) ? { ...reply, response } : reply;
  } catch {
    return reply;
  }
}

function toCallPermissionReply(wire: z.output<typeof callPermission>): MessageContent {
  return {
    type: 'call-permission-reply',
    response: wire.response,
    expiresAt: wire.expiration_timestamp,
    source: wire.response_source,
  };
}

/** Only texts and captions can be edited; what is edited is never again an edit or a revocation. */
function readEdit(value: unknown): MessageContent | undefined {
  if (!isObject(value)) return undefined;
  const originalMessageId = ownId(value, 'original_message_id');
  const message = ownObject(value, 'message');
  if (originalMessageId === undefined || !message) return undefined;
  const type = own(message, 'type');
  if (type === 'edit' || type === 'revoke') return undefined;
  return { type: 'edit', originalMessageId, content: toMessageContent(message, []) };
}
