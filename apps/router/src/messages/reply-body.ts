import { mediaKinds, type MediaKind } from '@wabx/contracts';
import { replyContent } from '@wabx/whatsapp';
import { z } from 'zod';

const shared = {
  claimEpoch: z
    .number()
    .int()
    .nonnegative()
    .describe('`claimEpoch` of the session when the reply was written: it is refused when the session changed hands'),
  replyTo: z.uuid().optional().describe('Our id of the message that is quoted'),
};

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

const withMedia = <Kind extends MediaKind, Media extends z.ZodType>(type: Kind, media: Media) =>
  z.strictObject({ type: z.literal(type), media, ...shared });

/** What an agent may send; a template is named so that its refusal can say why: wabx only replies. */
export const replyBodySchema = z
  .discriminatedUnion('type', [
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
      claimEpoch: shared.claimEpoch,
    }),
    z.strictObject({ type: z.literal('interactive'), interactive: replyContent.interactive, ...shared }),
    z.object({ type: z.literal('template').describe('Always refused with TYPE_NOT_ALLOWED') }),
  ])
  .meta({ id: 'Reply' });
export type AnyReplyBody = z.infer<typeof replyBodySchema>;
export type ReplyBody = Exclude<AnyReplyBody, { type: 'template' }>;
export type MediaReply = Extract<ReplyBody, { media: unknown }>;

export function isMediaReply(body: ReplyBody): body is MediaReply {
  return (mediaKinds as readonly string[]).includes(body.type);
}
