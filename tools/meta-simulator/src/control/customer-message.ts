import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { downloadUrl } from '../graph/media.js';
import { MAX_MEDIA_BYTES, type Media } from '../media-files.js';
import { isMediaClass, type MediaClass } from '../media-rules.js';
import type { BusinessNumber, Customer } from '../registry.js';
import { announce } from '../webhooks/announce.js';
import { messageValue, sender } from '../webhooks/payloads.js';
import type { World } from '../world.js';

export const mediaSourceSchema = z.strictObject({
  base64: z.string().optional(),
  generate: z
    .strictObject({
      size: z
        .number()
        .int()
        .min(0)
        .max(MAX_MEDIA_BYTES + 1),
      seed: z.string().optional(),
    })
    .optional(),
  mimeType: z.string().optional(),
  filename: z.string().optional(),
});
export const mediaInputSchema = mediaSourceSchema.extend({
  phoneNumberId: z.string(),
  mediaId: z.string().regex(/^\d+$/).optional(),
  from: z.enum(['business', 'customer']).default('business'),
});
export type MediaSource = z.infer<typeof mediaSourceSchema>;

/** What a customer sends. The content stands under the key that `type` names, as in a webhook; it is passed on as it is. */
export const customerMessageSchema = z.looseObject({
  phoneNumberId: z.string(),
  type: z.string().default('text'),
  /** A text may be given as a plain string. */
  text: z.union([z.string(), z.looseObject({ body: z.string() })]).optional(),
  wamid: z.string().min(1).max(128).optional(),
  /** Unix seconds; left out: now, by the simulator's clock. */
  timestamp: z.union([z.number(), z.string().regex(/^\d+$/)]).optional(),
  replyTo: z.string().optional(),
  media: mediaSourceSchema.optional(),
  /** Further keys of the message object: context, referral, errors, identity … */
  extra: z.record(z.string(), z.unknown()).default({}),
});
export type CustomerMessage = z.infer<typeof customerMessageSchema>;

export interface CustomerMessageAnswer {
  wamid: string;
  customerId: string;
  /** Apps that will hear it; 0 = nobody is subscribed. */
  deliveries: number;
  mediaId?: string;
  /** Hex. */
  sha256?: string;
  size?: number;
}

/** Sends a message as the customer: opens the window, counts towards the rate, tells the subscribed apps. */
export async function sendAsCustomer(
  world: World,
  customer: Customer,
  number: BusinessNumber,
  input: CustomerMessage,
  uploaded?: Media,
): Promise<CustomerMessageAnswer> {
  const { type } = input;
  const media =
    uploaded ?? (input.media && (await storeMedia(world, number.phoneNumberId, type, input.media, 'customer')));
  const content = contentOf(world, input, media);
  const atMs = input.timestamp === undefined ? world.clock.now() : Number(input.timestamp) * 1000;
  const wamid = input.wamid ?? world.ids.wamid(customer.waId ?? '', 'in');
  const message = {
    ...(input.replyTo !== undefined && {
      context: { from: writerOf(world, input.replyTo, customer, number), id: input.replyTo },
    }),
    ...sender(customer),
    id: wamid,
    timestamp: String(Math.floor(atMs / 1000)),
    ...(content !== undefined && { [type]: content }),
    type,
    ...input.extra,
  };
  const about = { phoneNumberId: number.phoneNumberId, wamid };
  const file = media && { mediaId: media.id, sha256: media.sha256, size: media.size };
  noteInbound(world, customer, { ...about, type, content, atMs, replyTo: input.replyTo, mediaId: media?.id });
  world.ledger.record({ kind: 'customer.message', customerId: customer.id, type, ...about, ...file });
  const deliveries = announce(world, number, messageValue(number, customer, message), {
    event: 'message',
    type,
    wamid,
  });
  return { wamid, customerId: customer.id, deliveries, ...file };
}

function writerOf(world: World, wamid: string, customer: Customer, number: BusinessNumber): string | undefined {
  const isOwn = world.messages.get(wamid)?.direction === 'in';
  return isOwn ? customer.waId : number.displayPhoneNumber.replace(/\D/g, '');
}

/** Remembers an inbound message: it opens the 24 h window, counts towards the rate, and can be read and reacted to. */
export function noteInbound(
  world: World,
  customer: Customer,
  message: {
    phoneNumberId: string;
    wamid: string;
    type: string;
    content: unknown;
    atMs: number;
    replyTo?: string;
    mediaId?: string;
  },
): void {
  const { phoneNumberId, wamid, type, content, atMs, replyTo, mediaId } = message;
  if (type !== 'system') {
    customer.lastWroteAt[phoneNumberId] = Math.max(customer.lastWroteAt[phoneNumberId] ?? 0, atMs);
    world.registry.changedOften();
  }
  world.limits.countMessage(phoneNumberId, world.clock.now());
  const at = new Date(atMs).toISOString();
  world.messages.add({
    wamid,
    direction: 'in',
    phoneNumberId,
    customerId: customer.id,
    type,
    content,
    contextWamid: replyTo,
    mediaId,
    at,
    atMs,
    statuses: [],
  });
  world.changes.tell(customer.id);
}

/** Puts a file on this Meta's disk, from base64, from a seed, or empty. */
export async function storeMedia(
  world: World,
  phoneNumberId: string,
  type: string,
  source: MediaSource,
  from: Media['from'],
  id = world.ids.digits('media', 15),
): Promise<Media> {
  const file = {
    id,
    phoneNumberId,
    mimeType: source.mimeType ?? defaultTypeOf(type),
    filename: source.filename,
    from,
    createdAtMs: world.clock.now(),
  };
  if (source.generate)
    return world.media.generate(file, source.generate.size, source.generate.seed ?? randomBytes(8).toString('hex'));
  return world.media.store(file, Readable.from([Buffer.from(source.base64 ?? '', 'base64')]));
}

export function defaultTypeOf(type: string): string {
  const types: Record<MediaClass, string> = {
    audio: 'audio/ogg; codecs=opus',
    document: 'application/pdf',
    image: 'image/jpeg',
    sticker: 'image/webp',
    video: 'video/mp4',
  };
  return isMediaClass(type) ? types[type] : 'application/octet-stream';
}

function contentOf(world: World, input: CustomerMessage, media: Media | undefined): unknown {
  const given = input[input.type];
  if (input.type === 'text' && typeof given === 'string') return { body: given };
  if (!media) return given;
  return {
    ...(typeof given === 'object' && given),
    ...(input.type === 'document' && media.filename !== undefined && { filename: media.filename }),
    mime_type: media.mimeType,
    // Webhooks have it in base64, GET /{media-id} in hex.
    sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
    id: media.id,
    url: downloadUrl(world, media),
    ...(input.type === 'audio' && { voice: isVoice(given) }),
    ...(input.type === 'sticker' && { animated: false }),
  };
}

function isVoice(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'voice' in given ? given.voice === true : false;
}
