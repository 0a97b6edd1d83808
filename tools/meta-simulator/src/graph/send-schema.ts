import { z } from 'zod';
import { interactiveSchema } from './interactive-schema.js';
import { characters, mediaReference } from './send-fields.js';

const text = z.strictObject({ body: characters(4096), preview_url: z.boolean().optional() });
const captioned = mediaReference({ caption: characters(1024).optional() });

const contactName = z
  .strictObject({
    formatted_name: z.string().min(1),
    first_name: z.string().optional(),
    last_name: z.string().optional(),
    middle_name: z.string().optional(),
    prefix: z.string().optional(),
    suffix: z.string().optional(),
  })
  .refine(
    (name) => Object.values(name).filter((part) => part !== undefined).length > 1,
    'needs one more part than formatted_name',
  );

const contactCard = z.strictObject({
  name: contactName,
  phones: z
    .array(z.strictObject({ phone: z.string().optional(), type: z.string().optional(), wa_id: z.string().optional() }))
    .optional(),
  emails: z.array(z.strictObject({ email: z.string().optional(), type: z.string().optional() })).optional(),
  urls: z.array(z.strictObject({ url: z.string().optional(), type: z.string().optional() })).optional(),
  addresses: z.array(z.record(z.string(), z.string())).optional(),
  org: z.record(z.string(), z.string()).optional(),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
});

const degrees = (max: number) =>
  z
    .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
    .refine((value) => Math.abs(Number(value)) <= max, `beyond ${max} degrees`);

const location = z.strictObject({
  latitude: degrees(90),
  longitude: degrees(180),
  name: z.string().optional(),
  address: z.string().optional(),
});

const reaction = z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(40) });

// Parameters of templates (currency, date_time, coupons …) are checked against the template itself, which only Meta has.
const templateParameter = z.looseObject({ type: z.string() });
const template = z.strictObject({
  name: z.string().min(1).max(512),
  language: z.strictObject({ code: z.string().min(2), policy: z.literal('deterministic').optional() }),
  components: z
    .array(
      z.strictObject({
        type: z.enum(['header', 'body', 'button', 'carousel', 'limited_time_offer', 'HEADER', 'BODY', 'BUTTON']),
        sub_type: z.string().optional(),
        index: z.union([z.string(), z.number()]).optional(),
        parameters: z.array(templateParameter).optional(),
        cards: z.array(z.unknown()).optional(),
      }),
    )
    .optional(),
});

/** The object that each `type` needs (reference 3.2). */
export const contentSchemas = {
  text,
  image: captioned,
  video: captioned,
  audio: mediaReference({ voice: z.boolean().optional() }),
  document: mediaReference({ caption: characters(1024).optional(), filename: z.string().min(1).optional() }),
  sticker: mediaReference({}),
  location,
  contacts: z.array(contactCard).min(1).max(257),
  interactive: interactiveSchema,
  reaction,
  template,
} as const;

export type SendType = keyof typeof contentSchemas;

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: characters(512).optional(),
  recipient_identity_key_hash: z.string().min(1).optional(),
  messaging_account_id: z.string().optional(),
};

// Object.keys and fromEntries forget the names; these two casts only bring them back.
const sendTypes = Object.keys(contentSchemas) as [SendType, ...SendType[]];
const anyContent = Object.fromEntries(sendTypes.map((type) => [type, z.unknown().optional()])) as Record<
  SendType,
  z.ZodOptional<z.ZodUnknown>
>;

/** Everything around the content; the content itself is checked by its own schema. */
export const sendSchema = z.strictObject({ ...common, type: z.enum(sendTypes).default('text'), ...anyContent });
export type SendEnvelope = z.infer<typeof sendSchema>;

export const markReadSchema = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});
