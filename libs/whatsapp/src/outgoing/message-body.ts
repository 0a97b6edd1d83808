import { z } from 'zod';
import { atMost } from './limited-text.js';
import { messageLimits } from './message-limits.js';
import { replyContent } from './reply-content.js';

/**
 * The bodies of `POST /{phone-number-id}/messages` that we send, spelled as Meta does. Templates are not among them:
 * wabx answers, it does not start conversations.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */

// One file, by the id of an upload or by a link that Meta fetches.
const byId = z.object({ id: z.string().min(1), link: z.undefined().optional() });
const byLink = z.object({ link: z.url({ protocol: /^https?$/ }), id: z.undefined().optional() });
const file = <Extra extends z.ZodRawShape>(extra: Extra) => z.union([byId.extend(extra), byLink.extend(extra)]);
const caption = replyContent.caption.optional();

const { location } = replyContent;
/** Meta's guide sends coordinates as strings, its reference as numbers. */
const written = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number);
const place = z.union([
  location,
  location
    .extend({ latitude: written.pipe(location.shape.latitude), longitude: written.pipe(location.shape.longitude) })
    .transform((one) => ({ ...one, latitude: String(one.latitude), longitude: String(one.longitude) })),
]);

const envelope = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual'),
  /** With plus and country code: without the plus Meta may put the business's own country in front. */
  to: z
    .string()
    .regex(/^\+\d{5,20}$/)
    .optional(),
  /** The business-scoped id, for customers whose number is not known. */
  recipient: z.string().min(1).optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: atMost(messageLimits.opaqueId).optional(),
  recipient_identity_key_hash: z.string().optional(),
});

const text = z.object({ body: replyContent.textBody, preview_url: z.boolean().optional() });

export const graphMessageBodySchema = z
  .discriminatedUnion('type', [
    envelope.extend({ type: z.literal('text'), text }),
    envelope.extend({ type: z.literal('image'), image: file({ caption }) }),
    envelope.extend({ type: z.literal('video'), video: file({ caption }) }),
    envelope.extend({ type: z.literal('audio'), audio: file({ voice: z.boolean().optional() }) }),
    envelope.extend({
      type: z.literal('document'),
      document: file({ caption, filename: atMost(messageLimits.filename, 1).optional() }),
    }),
    envelope.extend({ type: z.literal('sticker'), sticker: file({}) }),
    envelope.extend({ type: z.literal('location'), location: place }),
    envelope.extend({ type: z.literal('contacts'), contacts: replyContent.contacts }),
    // An empty emoji takes the reaction back; a reaction cannot quote.
    envelope.extend({
      type: z.literal('reaction'),
      reaction: z.object({ message_id: z.string().min(1), emoji: z.union([z.literal(''), replyContent.emoji]) }),
      context: z.undefined().optional(),
    }),
    envelope.extend({ type: z.literal('interactive'), interactive: replyContent.interactive }),
  ])
  .refine((body) => body.to !== undefined || body.recipient !== undefined, 'either to or recipient is needed');

export type GraphMessageBody = z.infer<typeof graphMessageBodySchema>;
