import {
  accountChanged,
  fileIdOf,
  messageReceived,
  outOfScopeReceived,
  statusReceived,
  type ChannelView,
  type DataOf,
  type EventContract,
  type InboundContent,
  type Person,
  type PlainContent,
} from '@wabx/contracts';
import {
  filledFilename,
  safeFilename,
  type AccountItem,
  type MessageContent,
  type MessageItem,
  type StatusItem,
  type WebhookItem,
} from '@wabx/whatsapp';
import { createHash } from 'node:crypto';

/** An event that is ready to be published. */
export interface Outgoing<C extends EventContract = EventContract> {
  contract: C;
  data: DataOf<C>;
}

/** Why an item cannot become an event now. */
export interface Unusable {
  unusable: 'malformed-item';
  detail: string;
}

/** What one item of a webhook is in our own words; the only place where Meta's become ours. */
export function toEvent(
  item: WebhookItem,
  receivedAt: string,
  { webhookKey }: Pick<ChannelView, 'webhookKey'>,
): Outgoing | Unusable {
  switch (item.kind) {
    case 'message':
      return ofMessage(item, receivedAt, webhookKey);
    case 'status':
      return ofStatus(item, receivedAt);
    case 'account':
      return ofAccount(item, receivedAt);
    case 'out-of-scope':
      return outgoing(outOfScopeReceived, {
        reason: item.reason,
        digest: digestOf(item.raw),
        receivedAt,
        raw: item.raw ?? null,
      });
    case 'malformed':
      return { unusable: 'malformed-item', detail: item.reason };
  }
}

const outgoing = <C extends EventContract>(contract: C, data: DataOf<C>): Outgoing => ({
  contract: contract as unknown as EventContract,
  data,
});

function ofMessage(item: MessageItem, receivedAt: string, key: string): Outgoing | Unusable {
  // What Meta's own assistant holds, and what is older than the connection, tells about the number's state only.
  if (item.source === 'standby' || item.source === 'standby-echo' || item.source === 'history') {
    const field = item.source === 'history' ? 'history' : 'standby';
    return outgoing(accountChanged, {
      field,
      wabaId: item.wabaId ?? '',
      phoneNumberId: item.phoneNumberId,
      digest: digestOf(item.raw),
      receivedAt,
      value: item.raw,
    });
  }
  const customer = customerOf(item);
  if (!customer.waId && !customer.userId) return { unusable: 'malformed-item', detail: 'message-of-nobody' };
  return outgoing(messageReceived, {
    phoneNumberId: item.phoneNumberId,
    waMessageId: item.id,
    origin: item.source === 'echo' ? 'phone' : 'customer',
    customer,
    sentAt: item.sentAt?.toISOString() ?? receivedAt,
    sentAtFrom: item.sentAt ? undefined : 'receipt',
    receivedAt,
    content: toContent(item.content, item, key),
    replyTo: item.context?.messageId ? { waMessageId: item.context.messageId } : undefined,
    forwarded: item.context?.forwarded,
    referral: item.referral,
    referredProduct: referredProductOf(item),
    raw: item.raw,
  });
}

/** Of a notice that somebody's identity changed, the customer is who it was before. */
function customerOf(item: MessageItem): Person {
  const { waId, userId, parentUserId, username, name } = (item.source === 'echo' ? item.to : item.from) ?? {};
  if (item.content.type !== 'system') return { waId, userId, parentUserId, username, name };
  const { previousUserId, userId: newUserId } = item.content;
  return { waId, userId: previousUserId ?? (userId === newUserId ? undefined : userId) };
}

function referredProductOf({ context }: MessageItem): DataOf<typeof messageReceived>['referredProduct'] {
  const { catalogId, productId } = context?.referredProduct ?? {};
  return catalogId || productId ? { catalogId, productRetailerId: productId } : undefined;
}

function toContent(content: MessageContent, item: MessageItem, key: string): InboundContent {
  switch (content.type) {
    case 'reaction':
      return { kind: 'reaction', reaction: { target: content.messageId, emoji: content.emoji } };
    case 'edit':
      return {
        kind: 'edit',
        edit: {
          target: content.originalMessageId,
          content: content.content && toEditedContent(content.content, item, key),
        },
      };
    case 'revoke':
      return { kind: 'revoke', revoke: { target: content.originalMessageId } };
    case 'system': {
      const { subtype, receivedSubtype, body, waId, userId, previousUserId } = content;
      const type = subtype === 'other' ? (receivedSubtype ?? 'other') : subtype;
      return { kind: 'system', system: { type, body, waId, userId, previousUserId } };
    }
    default:
      return toPlainContent(content, item, key);
  }
}

/** A name that an edit leaves out is the one that the document has. */
function toEditedContent(content: MessageContent, item: MessageItem, key: string): PlainContent {
  const plain = toPlainContent(content, item, key);
  if (!('media' in plain) || !('media' in content)) return plain;
  return { ...plain, media: { ...plain.media, filename: safeFilename(content.media.filename) } };
}

function toPlainContent(content: MessageContent, item: MessageItem, key: string): PlainContent {
  switch (content.type) {
    case 'text':
      return { kind: 'text', text: { body: content.body } };
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker': {
      const { id, mimeType, sha256, caption, filename, voice, animated } = content.media;
      const fileId = fileIdOf(key, item.phoneNumberId, item.id);
      const isNamed = content.type === 'document' || filename !== undefined;
      const name = isNamed ? filledFilename(filename, mimeType) : undefined;
      return {
        kind: content.type,
        media: { fileId, mediaId: id, mimeType, sha256, caption, filename: name, voice, animated },
      };
    }
    case 'location': {
      const { latitude, longitude, name, address, url } = content;
      return { kind: 'location', location: { latitude, longitude, name, address, url } };
    }
    case 'contacts':
      return { kind: 'contacts', contacts: content.contacts.map((contact) => ({ ...contact })) };
    case 'button-reply':
      return { kind: 'button_reply', buttonReply: { id: content.id, title: content.title } };
    case 'list-reply':
      return {
        kind: 'list_reply',
        listReply: { id: content.id, title: content.title, description: content.description },
      };
    case 'flow-reply': {
      const { name, body, response, responseJson } = content;
      return { kind: 'flow_reply', flowReply: { name, body, response: response ?? responseJson } };
    }
    case 'call-permission-reply':
      return {
        kind: 'call_permission',
        callPermission: { response: content.response, expiresAt: content.expiresAt?.toISOString() },
      };
    case 'order':
      return {
        kind: 'order',
        order: {
          catalogId: content.catalogId,
          text: content.text,
          items: content.items.map(({ productId, quantity, price, currency, raw }) => ({
            productRetailerId: productId,
            quantity,
            itemPrice: price,
            currency,
            raw,
          })),
        },
      };
    case 'unsupported':
      return {
        kind: 'unsupported',
        unsupported: {
          type: content.subtype,
          errors: content.errors.map(({ code, title, details }) => ({ code, title, details })),
        },
      };
    case 'unknown':
      return { kind: 'unknown', unknown: { type: content.receivedType ?? 'unknown' } };
    // An edit of something that is no message: kept raw, shown as what it is.
    case 'reaction':
    case 'edit':
    case 'revoke':
    case 'system':
      return { kind: 'unknown', unknown: { type: content.type } };
  }
}

function ofStatus(item: StatusItem, receivedAt: string): Outgoing {
  return outgoing(statusReceived, {
    phoneNumberId: item.phoneNumberId,
    waMessageId: item.id,
    status: item.status,
    at: item.at?.toISOString() ?? receivedAt,
    receivedAt,
    recipient: { waId: item.recipient?.waId, userId: item.recipient?.userId },
    opaqueId: item.opaqueId,
    errors: item.errors.map(({ code, title, details, traceId }) => ({ code, title, details, traceId })),
    pricing: item.pricing,
    raw: null,
  });
}

function ofAccount(item: AccountItem, receivedAt: string): Outgoing {
  return outgoing(accountChanged, {
    field: item.field,
    wabaId: item.wabaId,
    phoneNumberId: item.phoneNumberId,
    digest: digestOf({ value: item.value, at: item.at ?? null }),
    receivedAt,
    value: item.value,
  });
}

/** Equal for equal facts: their only identity. */
function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? 'null')
    .digest('hex');
}
