import { z } from 'zod';

/** A file of a message. `fileId` is ours; `mediaId` is Meta's and lives seven days. */
export const mediaSchema = z
  .object({
    fileId: z.uuid(),
    /** Missing where Meta gave the message without its file: then there is nothing to fetch. */
    mediaId: z.string().optional(),
    mimeType: z.string().optional(),
    sha256: z.string().optional(),
    caption: z.string().optional(),
    filename: z.string().optional(),
    voice: z.boolean().optional(),
    animated: z.boolean().optional(),
  })
  .meta({ id: 'ReceivedFile' });
export type Media = z.infer<typeof mediaSchema>;

export const mediaKinds = ['image', 'audio', 'video', 'document', 'sticker'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** Meta has sent places with a name and no coordinates. */
const receivedLocation = z.object({
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  name: z.string().optional(),
  address: z.string().optional(),
  url: z.string().optional(),
});

/** A number as far as JavaScript holds it exactly, else its digits as they were written. */
const amount = z.union([z.number(), z.string()]);

const errorNoticeSchema = z.object({
  code: z.number().optional(),
  title: z.string().optional(),
  details: z.string().optional(),
});

const media = <Kind extends MediaKind>(kind: Kind) => z.object({ kind: z.literal(kind), media: mediaSchema });

/** What a customer can write that makes a message of its own (not yet an edit, a reaction or a notice about one). */
const plainContent = [
  z.object({ kind: z.literal('text'), text: z.object({ body: z.string() }) }),
  media('image'),
  media('audio'),
  media('video'),
  media('document'),
  media('sticker'),
  z.object({ kind: z.literal('location'), location: receivedLocation }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(z.record(z.string(), z.unknown())) }),
  z.object({
    kind: z.literal('button_reply'),
    buttonReply: z.object({ id: z.string().optional(), title: z.string().optional() }),
  }),
  z.object({
    kind: z.literal('list_reply'),
    listReply: z.object({
      id: z.string().optional(),
      title: z.string().optional(),
      description: z.string().optional(),
    }),
  }),
  z.object({
    kind: z.literal('flow_reply'),
    /** `response` is the object that the customer filled in, or its text where that is not one. */
    flowReply: z.object({
      name: z.string().optional(),
      body: z.string().optional(),
      response: z.unknown().optional(),
    }),
  }),
  z.object({
    kind: z.literal('call_permission'),
    callPermission: z.object({ response: z.string(), expiresAt: z.iso.datetime().optional() }),
  }),
  z.object({
    kind: z.literal('order'),
    order: z.object({
      catalogId: z.string().optional(),
      text: z.string().optional(),
      items: z.array(
        z.object({
          productRetailerId: z.string().optional(),
          quantity: amount.optional(),
          itemPrice: amount.optional(),
          currency: z.string().optional(),
          /** Of an item that is none of what is known: what Meta sent. */
          raw: z.unknown().optional(),
        }),
      ),
    }),
  }),
  z.object({
    kind: z.literal('unsupported'),
    unsupported: z.object({ type: z.string().optional(), errors: z.array(errorNoticeSchema) }),
  }),
  z.object({ kind: z.literal('unknown'), unknown: z.object({ type: z.string() }) }),
] as const;

export const plainContentSchema = z.discriminatedUnion('kind', plainContent).meta({ id: 'PlainContent' });
export type PlainContent = z.infer<typeof plainContentSchema>;

/** Everything that arrives in the place of a message. */
export const inboundContentSchema = z
  .discriminatedUnion('kind', [
    ...plainContent,
    z.object({
      kind: z.literal('reaction'),
      /** Without emoji the reaction is taken back. */
      reaction: z.object({ target: z.string(), emoji: z.string().optional() }),
    }),
    z.object({
      kind: z.literal('edit'),
      /** Without `content` it could not be read: the old content stays, marked as edited. */
      edit: z.object({ target: z.string(), content: plainContentSchema.optional() }),
    }),
    z.object({ kind: z.literal('revoke'), revoke: z.object({ target: z.string() }) }),
    z.object({
      kind: z.literal('system'),
      system: z.object({
        type: z.string(),
        body: z.string().optional(),
        waId: z.string().optional(),
        userId: z.string().optional(),
        previousUserId: z.string().optional(),
      }),
    }),
  ])
  .meta({ id: 'InboundContent' });
export type InboundContent = z.infer<typeof inboundContentSchema>;

/**
 * How much of a message is there: Meta may send a placeholder first (1: it does not say what it is; 2: without its file)
 * and the message (3) under the same id later.
 */
export function completenessOf(content: InboundContent): 1 | 2 | 3 {
  if (content.kind === 'unsupported' || content.kind === 'unknown') return 1;
  return 'media' in content && !content.media.mediaId ? 2 : 3;
}

const sentMedia = z
  .object({
    fileId: z.uuid(),
    mimeType: z.string(),
    size: z.number().int(),
    caption: z.string().optional(),
    filename: z.string().optional(),
    voice: z.boolean().optional(),
  })
  .meta({ id: 'SentFile' });
const sends = <Kind extends MediaKind>(kind: Kind) => z.object({ kind: z.literal(kind), media: sentMedia });

/** What an agent may send. Templates are absent on purpose: reply only (design principle 8). */
export const outboundContentSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.object({ body: z.string(), previewUrl: z.boolean().optional() }),
    }),
    sends('image'),
    sends('audio'),
    sends('video'),
    sends('document'),
    sends('sticker'),
    z.object({
      kind: z.literal('location'),
      location: receivedLocation.omit({ url: true }).required({ latitude: true, longitude: true }),
    }),
    z.object({ kind: z.literal('contacts'), contacts: z.array(z.record(z.string(), z.unknown())) }),
    z.object({ kind: z.literal('reaction'), reaction: z.object({ target: z.string(), emoji: z.string().optional() }) }),
    z.object({ kind: z.literal('interactive'), interactive: z.record(z.string(), z.unknown()) }),
  ])
  .meta({ id: 'OutboundContent' });
export type OutboundContent = z.infer<typeof outboundContentSchema>;

/** An internal note: colleagues read it, Meta never gets it. */
export const noteContentSchema = z
  .object({ kind: z.literal('note'), text: z.object({ body: z.string() }) })
  .meta({ id: 'NoteContent' });
export type NoteContent = z.infer<typeof noteContentSchema>;
