import { z } from 'zod';
import { outboundContentSchema } from './content.js';
import { defineEvent } from './contract.js';
import { metaErrorSchema, personSchema } from './inbound.js';

export const messageStates = [
  'accepted',
  'queued',
  'sending',
  'retry_wait',
  'unknown',
  'needs_review',
  'sent',
  'failed',
  /** Withdrawn before it left. */
  'cancelled',
  'delivered',
  'read',
  'played',
] as const;
export const messageStateSchema = z.enum(messageStates);
export type MessageState = z.infer<typeof messageStateSchema>;

export const sendRequested = defineEvent({
  type: 'send.requested',
  about: 'A reply that the router has accepted; outbound-sender owns it from here.',
  v: 1,
  stream: 'WA_OUT',
  subject: 'wa.v1.out.send',
  data: z.object({
    messageId: z.uuid(),
    sessionId: z.uuid(),
    phoneNumberId: z.string(),
    /** One per (number, customer); replies of a conversation leave in the order of `sequence`, which has no holes. */
    conversationId: z.uuid(),
    sequence: z.number().int().positive(),
    recipient: personSchema.pick({ waId: true, userId: true }),
    content: outboundContentSchema,
    replyToWaMessageId: z.string().optional(),
    acceptedAt: z.iso.datetime(),
    /** End of the customer service window: after it nothing leaves for Meta. */
    notAfter: z.iso.datetime(),
  }),
  messageId: (data) => `send:${data.messageId}`,
});

export const sendDecisions = ['retry', 'resend', 'treat-as-sent', 'discard', 'withdraw'] as const;
export const sendDecisionSchema = z.enum(sendDecisions);
export type SendDecision = z.infer<typeof sendDecisionSchema>;

export const sendDecided = defineEvent({
  type: 'send.decided',
  about:
    'What a person decided about a reply that cannot go on by itself: `retry` after it failed, the others when nobody knows whether Meta took it. Holds only for the state that was decided about; whatever Meta said meanwhile outranks it. `withdraw` holds for whatever has not left, also for a reply that comes only after it.',
  v: 1,
  stream: 'WA_OUT',
  subject: 'wa.v1.out.decision',
  data: z.object({
    messageId: z.uuid(),
    conversationId: z.uuid(),
    phoneNumberId: z.string(),
    decision: sendDecisionSchema,
    /** `stateNo` of the state that was decided about. */
    stateNo: z.number().int().nonnegative(),
    /** Of `withdraw`: the place of the reply, should it not be there yet. */
    reply: z.object({ sessionId: z.uuid(), sequence: z.number().int().positive() }).optional(),
    /** End of the customer service window, which may have been renewed since the reply was accepted. */
    notAfter: z.iso.datetime(),
  }),
  messageId: (data) => `send-decided:${data.messageId}:${data.stateNo}`,
});

const simpleErrorSchema = metaErrorSchema.extend({
  /** Our stable class, e.g. `window-closed`. */
  class: z.string(),
  /** Of an answer to the call. */
  httpStatus: z.number().int().optional(),
  /** What happens to the message now; `failed-retry`: sending it again helps when the cause is gone. */
  next: z.enum(['tried-again', 'waits', 'failed-retry', 'failed-for-good', 'needs-decision']).optional(),
  /** When it is tried again. */
  nextAt: z.iso.datetime().optional(),
  /** What an agent should read: the cause and what happens now. Versions before wrote `zh`. */
  sentence: z.preprocess(
    (sentence) => (isOldSentence(sentence) ? { en: sentence.en, 'zh-CN': sentence.zh } : sentence),
    z.object({ en: z.string(), 'zh-CN': z.string() }),
  ),
});
export const sendErrorSchema = simpleErrorSchema.extend({
  /** Of a reply that waited until the customer's window shut: what it had waited for. */
  cause: simpleErrorSchema.optional(),
});
export type SendError = z.infer<typeof sendErrorSchema>;

const isOldSentence = (sentence: unknown): sentence is { en: unknown; zh: unknown } =>
  typeof sentence === 'object' && sentence !== null && 'en' in sentence && 'zh' in sentence;

/** Why a reply has not left yet. */
export const waitReasons = [
  'rate',
  'pair-rate',
  'channel-paused',
  'number-paused',
  'meta-away',
  'earlier-message',
  'media',
  'upload',
] as const;
export type WaitReason = (typeof waitReasons)[number];

export const sendChanged = defineEvent({
  type: 'send.changed',
  about:
    'What became of a send: not that it was queued without a reason to wait, nor that it is being sent. The highest `stateNo` wins.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.send',
  data: z.object({
    messageId: z.uuid(),
    phoneNumberId: z.string(),
    attempt: z.number().int().nonnegative(),
    state: messageStateSchema,
    stateNo: z.number().int().positive(),
    at: z.iso.datetime(),
    waMessageId: z.string().optional(),
    /** One of `waitReasons`, and of later versions more. */
    reason: z.string().optional(),
    error: sendErrorSchema.optional(),
    /** The last thing a person decided about it; after `resend` the customer may have it twice. */
    decision: sendDecisionSchema.optional(),
  }),
  messageId: (_data, envelope) => `send-changed:${envelope.id}`,
});
