import { mediaKinds, type MediaKind } from '@wabx/contracts';
import { messageLimits } from '@wabx/whatsapp';
import { z } from 'zod';

const shared = {
  /** The claim under which the reply was written: of somebody who lost the session meanwhile it is refused. */
  claimEpoch: z.number().int().nonnegative(),
  /** Our id of the message that is quoted. */
  replyTo: z.uuid().optional(),
};

const reference = z.object({
  id: z.uuid(),
  caption: z.string().max(messageLimits.caption).optional(),
  filename: z.string().min(1).max(240).optional(),
  voice: z.boolean().optional(),
});

const withMedia = <Kind extends MediaKind>(type: Kind) =>
  z.object({ type: z.literal(type), media: reference, ...shared });

/** What an agent may send; templates are not among it, because wabx only replies. */
export const replyBodySchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('text'),
      text: z.object({ body: z.string().min(1).max(messageLimits.textBody), previewUrl: z.boolean().optional() }),
      ...shared,
    }),
    withMedia('image'),
    withMedia('audio'),
    withMedia('video'),
    withMedia('document'),
    withMedia('sticker'),
    z.object({
      type: z.literal('location'),
      location: z.object({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        name: z.string().optional(),
        address: z.string().optional(),
      }),
      ...shared,
    }),
    z.object({
      type: z.literal('contacts'),
      contacts: z.array(z.record(z.string(), z.unknown())).min(1).max(messageLimits.contacts),
      ...shared,
    }),
    z.object({
      type: z.literal('reaction'),
      /** Our id of the message; without emoji the reaction is taken back. */
      reaction: z.object({ messageId: z.uuid(), emoji: z.string().max(32).optional() }),
      claimEpoch: shared.claimEpoch,
    }),
    z.object({ type: z.literal('interactive'), interactive: z.record(z.string(), z.unknown()), ...shared }),
  ])
  .meta({ id: 'Reply' });
export type ReplyBody = z.infer<typeof replyBodySchema>;
export type MediaReply = Extract<ReplyBody, { media: unknown }>;

export function isMediaReply(body: ReplyBody): body is MediaReply {
  return (mediaKinds as readonly string[]).includes(body.type);
}
