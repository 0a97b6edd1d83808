import { z } from 'zod';
import { toGraphError } from '../graph/graph-error.js';
import {
  flag,
  id,
  instant,
  isObject,
  optional,
  own,
  ownId,
  ownObject,
  text,
  unlessEmpty,
  type RawObject,
} from '../wire-values.js';
import { addressee, mergePerson, personOf, phoneDigits } from './person.js';
import { toMessageContent } from './to-message-content.js';
import {
  malformed,
  outOfScope,
  type MessageContext,
  type MessageSource,
  type Origin,
  type Referral,
  type WebhookItem,
} from './webhook-item.js';

const referredProduct = z
  .object({ catalog_id: optional(id), product_retailer_id: optional(id) })
  .transform((wire) => ({ catalogId: wire.catalog_id, productId: wire.product_retailer_id }));

const context = z
  .object({
    id: optional(id),
    from: optional(id),
    forwarded: optional(flag),
    frequently_forwarded: optional(flag),
    referred_product: optional(referredProduct),
  })
  .transform((wire): MessageContext => ({
    messageId: wire.id,
    from: wire.from,
    forwarded: wire.frequently_forwarded ? 'many' : wire.forwarded ? 'once' : undefined,
    referredProduct: wire.referred_product,
  }));

const referral = z
  .object({
    source_url: optional(text),
    source_id: optional(id),
    source_type: optional(text),
    headline: optional(text),
    body: optional(text),
    media_type: optional(text),
    image_url: optional(text),
    video_url: optional(text),
    thumbnail_url: optional(text),
    ctwa_clid: optional(text),
    welcome_message: optional(z.object({ text: optional(text) })),
    image: optional(z.object({ id: optional(id) })),
    video: optional(z.object({ id: optional(id) })),
  })
  .transform((wire): Referral => ({
    sourceUrl: wire.source_url,
    sourceId: wire.source_id,
    sourceType: wire.source_type,
    headline: wire.headline,
    body: wire.body,
    mediaType: wire.media_type,
    mediaId: wire.image?.id ?? wire.video?.id,
    imageUrl: wire.image_url,
    videoUrl: wire.video_url,
    thumbnailUrl: wire.thumbnail_url,
    clickId: wire.ctwa_clid,
    welcomeText: wire.welcome_message?.text,
  }));

const envelope = z.object({
  id,
  timestamp: optional(instant),
  context: optional(context),
  referral: optional(referral),
  history_context: optional(z.object({ status: optional(text) })),
});

/** `threadOf` is the customer of a history's thread, whose messages need not name them. */
export function toMessage(raw: unknown, source: MessageSource, origin: Origin, threadOf?: string): WebhookItem {
  if (!isObject(raw)) return malformed('message-not-an-object', raw, origin);
  if (own(raw, 'group_id')) return outOfScope('group', raw, origin);
  if (own(raw, 'type') === 'request_welcome') return outOfScope('request_welcome', raw, origin);
  if (origin.phoneNumberId === undefined) return malformed('no-phone-number-id', raw, origin);
  const read = envelope.safeParse(raw);
  if (!read.success) return malformed(`message-without-${read.error.issues[0]?.path[0]?.toString()}`, raw, origin);

  const isOurs = source === 'echo' || source === 'standby-echo' || (source === 'history' && isFromUs(raw, origin));
  const customer = isOurs
    ? addressee(raw, 'to', 'to_user_id', 'to_parent_user_id')
    : addressee(raw, 'from', 'from_user_id', 'from_parent_user_id');
  const identified = mergePerson(customer, personOf(threadOf)) ?? customer;
  const contact = origin.contactOf(identified);
  const person = mergePerson(identified, contact);
  const wire = read.data;
  return {
    kind: 'message',
    wabaId: origin.wabaId,
    phoneNumberId: origin.phoneNumberId,
    displayPhoneNumber: origin.displayPhoneNumber,
    source,
    contact,
    from: isOurs ? undefined : person,
    to: isOurs ? person : undefined,
    id: wire.id,
    sentAt: wire.timestamp,
    context: wire.context,
    referral: wire.referral && unlessEmpty(wire.referral),
    content: toMessageContent(raw, errorsOf(raw, origin)),
    historyStatus: wire.history_context?.status,
    raw,
  };
}

function isFromUs(message: RawObject, origin: Origin): boolean {
  if (own(message, 'to') !== undefined) return true;
  const from = ownId(message, 'from');
  const us = origin.displayPhoneNumber?.replace(/\D/g, '');
  return from !== undefined && us !== undefined && phoneDigits(from) === us;
}

/** Its own errors, else those beside it: a message that came without its content is explained there. */
function errorsOf(message: RawObject, origin: Origin) {
  const errors = own(message, 'errors') ?? ownObject(message, 'unsupported')?.errors;
  const read = Array.isArray(errors) ? errors.flatMap((error) => toGraphError(error) ?? []) : [];
  return read.length > 0 ? read : origin.errors;
}
