import { mediaKinds, type MediaKind } from '@wabx/contracts';
import { replyContent } from '@wabx/whatsapp';
import { z } from 'zod';

const claimEpoch = z
  .number()
  .int()
  .nonnegative()
  .describe('`claimEpoch` of the session when the reply was written: it is refused when the session changed hands');
const replyTo = z.uuid().optional().describe('Our id of the message that is quoted');

const reference = z.strictObject({
  id: z.uuid(),
  filename: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Longer names are shortened, a missing extension is added'),
});
const captioned = reference.extend({ caption: replyContent.caption.optional() });

/** What an agent may send; a template is named so that its refusal can say why: wabx only replies. `each` has every kind. */
const kindsWith = <Each extends z.core.$ZodLooseShape>(each: Each) => {
  const shared = { ...each, replyTo };
  const withMedia = <Kind extends MediaKind, Media extends z.ZodType>(type: Kind, media: Media) =>
    z.strictObject({ type: z.literal(type), media, ...shared });
  return [
    z.strictObject({
      type: z.literal('text'),
      text: z.strictObject({ body: replyContent.textBody, previewUrl: z.boolean().optional() }),
      ...shared,
    }),
    withMedia('image', captioned),
    withMedia('audio', reference.extend({ voice: z.boolean().optional() })),
    withMedia('video', captioned),
    withMedia('document', captioned),
    withMedia('sticker', reference),
    z.strictObject({ type: z.literal('location'), location: replyContent.location, ...shared }),
    z.strictObject({ type: z.literal('contacts'), contacts: replyContent.contacts, ...shared }),
    z.strictObject({
      type: z.literal('reaction'),
      /** Our id of the message; without emoji the reaction is taken back. */
      reaction: z.strictObject({ messageId: z.uuid(), emoji: replyContent.emoji.optional() }),
      ...each,
    }),
    z.strictObject({ type: z.literal('interactive'), interactive: replyContent.interactive, ...shared }),
    z.object({ type: z.literal('template').describe('Always refused with TYPE_NOT_ALLOWED') }),
  ] as const;
};

/** In a session. */
export const replyBodySchema = z.discriminatedUnion('type', kindsWith({ claimEpoch })).meta({ id: 'Reply' });

/** To a customer, in the session that is open with them. */
export const addressedReplySchema = z
  .discriminatedUnion(
    'type',
    kindsWith({
      from: z.string().min(1).max(64).describe("Our number: Meta's id of it, or as it is dialled"),
      to: z
        .string()
        .trim()
        .min(1)
        .max(150)
        .describe("The customer: their phone number, business-scoped user id, or customer's id"),
      claimEpoch: claimEpoch.optional(),
    }),
  )
  .meta({ id: 'AddressedReply' });

export type AnyReplyBody = z.infer<typeof replyBodySchema>;
export type AddressedReply = z.infer<typeof addressedReplySchema>;
type OfSession = Exclude<AnyReplyBody, { type: 'template' }>;
/** Without `claimEpoch` it goes out whoever has the session, as far as the author may answer in it. */
export type ReplyBody = OfSession extends infer Body
  ? Body extends OfSession
    ? Omit<Body, 'claimEpoch'> & { claimEpoch?: number | undefined }
    : never
  : never;
export type MediaReply = Extract<ReplyBody, { media: unknown }>;

export function isMediaReply(body: ReplyBody): body is MediaReply {
  return (mediaKinds as readonly string[]).includes(body.type);
}
