import { z } from 'zod';
import { interactive } from './interactive-body.js';
import { atMost } from './limited-text.js';
import { messageLimits } from './message-limits.js';

/**
 * The bodies of `POST /{phone-number-id}/messages` that we send, spelled as Meta does. Templates are not among them:
 * wabx answers, it does not start conversations.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */

// One file, by the id of an upload or by a link that Meta fetches.
const byId = z.object({ id: z.string().min(1), link: z.undefined().optional() });
const byLink = z.object({ link: z.url({ protocol: /^https?$/ }), id: z.undefined().optional() });
const file = <Extra extends z.ZodRawShape>(extra: Extra) => z.union([byId.extend(extra), byLink.extend(extra)]);
const caption = atMost(messageLimits.caption).optional();

const coordinate = (bound: number) =>
  z.union([
    z.number().min(-bound).max(bound),
    // Meta's guide sends strings, its reference numbers.
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .refine((value) => Math.abs(Number(value)) <= bound),
  ]);

const optionalText = z.string().optional();

const sharedContact = z.object({
  name: z
    .object({
      formatted_name: z.string().min(1),
      first_name: optionalText,
      last_name: optionalText,
      middle_name: optionalText,
      prefix: optionalText,
      suffix: optionalText,
    })
    .refine((name) => Object.values(name).filter(Boolean).length > 1, 'formatted_name needs one more part of the name'),
  phones: z.array(z.object({ phone: z.string(), type: optionalText, wa_id: optionalText })).optional(),
  emails: z.array(z.object({ email: z.string(), type: optionalText })).optional(),
  urls: z.array(z.object({ url: z.string(), type: optionalText })).optional(),
  addresses: z
    .array(
      z.object({
        street: optionalText,
        city: optionalText,
        state: optionalText,
        zip: optionalText,
        country: optionalText,
        country_code: optionalText,
        type: optionalText,
      }),
    )
    .optional(),
  org: z.object({ company: optionalText, department: optionalText, title: optionalText }).optional(),
  birthday: z.iso.date().optional(),
});

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

const text = z.object({ body: atMost(messageLimits.textBody, 1), preview_url: z.boolean().optional() });
const location = z.object({
  latitude: coordinate(90),
  longitude: coordinate(180),
  name: optionalText,
  address: optionalText,
});

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
    envelope.extend({ type: z.literal('location'), location }),
    envelope.extend({
      type: z.literal('contacts'),
      contacts: z.array(sharedContact).min(1).max(messageLimits.contacts),
    }),
    // An empty emoji takes the reaction back; a reaction cannot quote.
    envelope.extend({
      type: z.literal('reaction'),
      reaction: z.object({ message_id: z.string().min(1), emoji: z.string() }),
      context: z.undefined().optional(),
    }),
    envelope.extend({ type: z.literal('interactive'), interactive }),
  ])
  .refine((body) => body.to !== undefined || body.recipient !== undefined, 'either to or recipient is needed');

export type GraphMessageBody = z.infer<typeof graphMessageBodySchema>;
