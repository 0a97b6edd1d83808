import { z } from 'zod';
import { completenessOf, inboundContentSchema } from './content.js';
import { defineEvent } from './contract.js';

const instant = z.iso.datetime();

/** The identities Meta gave for a person; either id may be missing (cloud-api 2.4), never both where one is needed. */
export const personSchema = z.object({
  waId: z.string().optional(),
  userId: z.string().optional(),
  parentUserId: z.string().optional(),
  username: z.string().optional(),
  name: z.string().optional(),
});
export type Person = z.infer<typeof personSchema>;

/** The advert or post that led the customer here; every part of it can be missing. */
export const referralSchema = z.object({
  sourceType: z.string().optional(),
  sourceId: z.string().optional(),
  sourceUrl: z.string().optional(),
  headline: z.string().optional(),
  body: z.string().optional(),
  /** `ctwa_clid`: names the click for Meta's own statistics. */
  clickId: z.string().optional(),
  mediaType: z.string().optional(),
  mediaId: z.string().optional(),
  imageUrl: z.string().optional(),
  videoUrl: z.string().optional(),
  thumbnailUrl: z.string().optional(),
  welcomeText: z.string().optional(),
});
export type Referral = z.infer<typeof referralSchema>;

export const forwardedSchema = z.enum(['once', 'many']);
export const referredProductSchema = z.object({
  catalogId: z.string().optional(),
  productRetailerId: z.string().optional(),
});

export const messageReceived = defineEvent({
  type: 'message.received',
  about:
    "One message of a webhook, of any kind. `origin` says who wrote it: `customer` (also `standby`: Meta's own assistant held the chat), `phone` for our own messages from the WhatsApp Business app, `history` for those before our time.",
  v: 1,
  stream: 'WA_IN',
  subject: 'wa.v1.in.message',
  data: z.object({
    phoneNumberId: z.string(),
    waMessageId: z.string(),
    origin: z.enum(['customer', 'standby', 'phone', 'history']),
    /** The customer: sender of an inbound message, addressee of one from the phone app. */
    customer: personSchema,
    sentAt: instant,
    /** Where Meta gave no usable time: `sentAt` is the time of receipt. */
    sentAtFrom: z.literal('receipt').optional(),
    receivedAt: instant,
    content: inboundContentSchema,
    replyTo: z.object({ waMessageId: z.string() }).optional(),
    forwarded: forwardedSchema.optional(),
    referral: referralSchema.optional(),
    referredProduct: referredProductSchema.optional(),
    raw: z.unknown(),
  }),
  messageId: ({ origin, phoneNumberId, waMessageId, content }) => {
    const completeness = completenessOf(content);
    // Or the stream would take the message for a duplicate of its placeholder.
    const part = completeness === 3 ? '' : `:${completeness}`;
    return `${origin === 'customer' ? 'message' : origin}:${phoneNumberId}:${waMessageId}${part}`;
  },
});

export const metaErrorSchema = z.object({
  code: z.number().optional(),
  title: z.string().optional(),
  details: z.string().optional(),
  traceId: z.string().optional(),
});

export const statusReceived = defineEvent({
  type: 'status.received',
  about: 'One status of a message we may have sent. Only outbound-sender applies it.',
  v: 1,
  stream: 'WA_IN',
  subject: 'wa.v1.in.status',
  data: z.object({
    phoneNumberId: z.string(),
    waMessageId: z.string(),
    status: z.string(),
    at: instant,
    receivedAt: instant,
    recipient: personSchema.pick({ waId: true, userId: true }),
    opaqueId: z.string().optional(),
    errors: z.array(metaErrorSchema),
    pricing: z.record(z.string(), z.unknown()).optional(),
    /** Null: nobody reads it. Services of the version before ask that it be there. */
    raw: z.unknown().optional(),
  }),
  messageId: (data) => `status:${data.phoneNumberId}:${data.waMessageId}:${data.status}`,
});

export const accountChanged = defineEvent({
  type: 'account.changed',
  about: 'A fact about the account, a number or a template: health, not conversation.',
  v: 1,
  stream: 'WA_IN',
  subject: 'wa.v1.in.account',
  data: z.object({
    field: z.string(),
    wabaId: z.string(),
    phoneNumberId: z.string().optional(),
    /** SHA-256 of the fact's canonical JSON: these facts carry no id of Meta's. */
    digest: z.string(),
    receivedAt: instant,
    value: z.unknown(),
  }),
  messageId: (data) => `account:${data.wabaId}:${data.field}:${data.digest}`,
});

export const outOfScopeReceived = defineEvent({
  type: 'out-of-scope.received',
  about: 'Understood, kept and counted, but not ours to handle: group messages, calls, withdrawn kinds.',
  v: 1,
  stream: 'WA_IN',
  subject: 'wa.v1.in.out-of-scope',
  data: z.object({ reason: z.string(), digest: z.string(), receivedAt: instant, raw: z.unknown() }),
  messageId: (data) => `out-of-scope:${data.reason}:${data.digest}`,
});

export const quarantineReasonSchema = z.enum([
  'unparsable',
  'malformed-item',
  'unknown-number',
  /** The number is known, and the app that signed is not its own. */
  'secret-of-another-app',
  'too-large',
]);

/** What is wrong with a part of a body, or with several of them; `phoneNumberIds` are the numbers they were sent to. */
const faultSchema = z.object({
  reason: quarantineReasonSchema,
  detail: z.string(),
  phoneNumberIds: z.array(z.string()),
});
export type QuarantineFault = z.infer<typeof faultSchema>;

/** Before, each fault had a record of its own. */
const oneFaultSchema = faultSchema.omit({ phoneNumberIds: true }).extend({ phoneNumberId: z.string().optional() });

function withFaults(data: unknown): unknown {
  const { success, data: fault } = oneFaultSchema.safeParse(data);
  if (!success || typeof data !== 'object' || data === null || 'faults' in data) return data;
  const { reason, detail, phoneNumberId } = fault;
  return { ...data, faults: [{ reason, detail, phoneNumberIds: phoneNumberId === undefined ? [] : [phoneNumberId] }] };
}

export const quarantinedBodySchema = z.object({
  digest: z.string(),
  receivedAt: instant,
  faults: z.array(faultSchema).min(1),
  /** What Meta signed it with, as in its header: says which numbers it may speak for. */
  signature: z.string().optional(),
  /** The body exactly as received, base64. */
  rawBase64: z.string(),
});

export const quarantined = defineEvent({
  type: 'webhook.quarantined',
  about: 'A body that Meta signed and of which a part is not usable now: kept whole, once, until it is replayed.',
  v: 1,
  stream: 'WA_QUARANTINE',
  subject: 'wa.v1.quarantine',
  data: z.preprocess(withFaults, quarantinedBodySchema),
  messageId: (data) => `quarantine:${data.digest}`,
});
