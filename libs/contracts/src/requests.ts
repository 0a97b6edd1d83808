import { z } from 'zod';
import { defineRequest } from './contract.js';
import { sendErrorSchema } from './outbound.js';

const instant = z.iso.datetime();

/** The janitor's commands say how many the owner finished; `more` asks to be called again at once. */
const choreAnswer = z.object({ done: z.number().int(), more: z.boolean() });
const choreQuestion = z.object({ limit: z.number().int().positive() });
const chore = (subject: string) =>
  defineRequest({ subject, question: choreQuestion, answer: choreAnswer, deadlineMs: 10_000 });

export const closeIdleSessions = chore('wa.v1.rpc.router.close-idle-sessions');
/** Tells agents whose reply window ends within the hour, once for each window. */
export const announceClosingWindows = chore('wa.v1.rpc.router.announce-closing-windows');
export const forgetParked = chore('wa.v1.rpc.router.forget-parked');
export const expireMedia = chore('wa.v1.rpc.media-store.expire-media');
export const settleUnknownSends = chore('wa.v1.rpc.outbound-sender.settle-unknown-sends');
export const purgeSends = chore('wa.v1.rpc.outbound-sender.purge');
/** Forgets single messages that have been counted long ago; what they count stays. */
export const forgetFacts = chore('wa.v1.rpc.stats.forget-facts');

/** Shows the customer that everything up to this message was read; `typing` also that an answer is being written. */
export const markRead = defineRequest({
  subject: 'wa.v1.rpc.outbound-sender.mark-read',
  question: z.object({
    channelId: z.uuid(),
    phoneNumberId: z.string(),
    /** The customer's newest message; Meta takes those before it as read too. */
    waMessageId: z.string(),
    typing: z.boolean(),
  }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('shown') }),
    z.object({ outcome: z.literal('refused'), error: sendErrorSchema.optional() }),
    /** Nobody knows whether Meta took it; asking again does no harm. */
    z.object({ outcome: z.literal('unreachable') }),
  ]),
  deadlineMs: 8_000,
});

/** Deletes what outbound-sender keeps of these conversations; replies of theirs that come later are dropped. */
export const eraseSends = defineRequest({
  subject: 'wa.v1.rpc.outbound-sender.erase-sends',
  question: z.object({
    conversations: z
      .array(z.object({ conversationId: z.uuid(), channelId: z.uuid(), phoneNumberId: z.string() }))
      .max(1_000),
  }),
  answer: z.object({ sends: z.number().int() }),
  deadlineMs: 10_000,
});

/** Deletes these files with their names and types; only that they are gone is kept, so that none is fetched again. */
export const eraseFiles = defineRequest({
  subject: 'wa.v1.rpc.media-store.erase-files',
  question: z.object({ fileIds: z.array(z.uuid()).max(1_000) }),
  answer: z.object({ files: z.number().int() }),
  deadlineMs: 10_000,
});

/** Is this file there, and what is it? Asked before a reply with a file is accepted. */
export const describeFile = defineRequest({
  subject: 'wa.v1.rpc.media-store.describe-file',
  question: z.object({ fileId: z.uuid() }),
  answer: z.discriminatedUnion('found', [
    z.object({ found: z.literal(false) }),
    z.object({
      found: z.literal(true),
      state: z.enum(['fetching', 'held', 'stored', 'failed', 'expired']),
      mimeType: z.string().optional(),
      size: z.number().int().optional(),
      sha256: z.string().optional(),
      filename: z.string().optional(),
      expiresAt: instant.optional(),
      /** API key that uploaded it; missing for files of customers. */
      uploadedBy: z.string().optional(),
      /** The agent whose key that was. */
      extensionId: z.uuid().optional(),
    }),
  ]),
  deadlineMs: 2_000,
});

/** A link that WhatsApp can fetch, signed, good until `expiresAt`. */
export const linkFile = defineRequest({
  subject: 'wa.v1.rpc.media-store.link-file',
  question: z.object({ fileId: z.uuid(), channelId: z.uuid() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('linked'), url: z.url(), expiresAt: instant }),
    z.object({ outcome: z.literal('gone') }),
  ]),
  deadlineMs: 2_000,
});

/** Uploads the file to Meta for the one number and answers Meta's media id. */
export const uploadFile = defineRequest({
  subject: 'wa.v1.rpc.media-store.upload-file',
  question: z.object({ fileId: z.uuid(), channelId: z.uuid(), phoneNumberId: z.string() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('uploaded'), mediaId: z.string() }),
    z.object({ outcome: z.literal('gone') }),
    z.object({ outcome: z.literal('refused'), reason: z.string() }),
  ]),
  deadlineMs: 120_000,
});

/** Takes the open sessions of an extension that was deleted back to where they came from, and says how many. */
export const releaseSessions = defineRequest({
  subject: 'wa.v1.rpc.router.release-sessions',
  question: z.object({ extensionId: z.uuid() }),
  answer: z.object({ toQueues: z.number().int(), orphaned: z.number().int() }),
  deadlineMs: 10_000,
});

/** How many customers a change would leave unheard: open sessions that wait in a queue, or that a channel has. */
export const sessionsAt = defineRequest({
  subject: 'wa.v1.rpc.router.sessions-at',
  question: z.object({ queueId: z.uuid().optional(), channelId: z.uuid().optional() }),
  answer: z.object({ open: z.number().int() }),
  deadlineMs: 2_000,
});

/** Answers in a session as an agent would, marked as a test and counted apart: for whoever proves a channel. */
export const sendTest = defineRequest({
  subject: 'wa.v1.rpc.router.send-test',
  question: z.object({ sessionId: z.uuid(), text: z.string().min(1).max(1_000), by: z.string() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('taken'), messageId: z.uuid() }),
    z.object({ outcome: z.literal('refused'), code: z.string(), detail: z.string() }),
  ]),
  deadlineMs: 8_000,
});

/** A test that did not get out is not to arrive days later. */
export const withdrawTest = defineRequest({
  subject: 'wa.v1.rpc.router.withdraw-test',
  question: z.object({ sessionId: z.uuid(), messageId: z.uuid(), by: z.string() }),
  answer: z.object({ outcome: z.enum(['asked', 'refused']) }),
  deadlineMs: 8_000,
});

/** May this extension read this file? True for the people who may see the session that the file belongs to. */
export const mayReadFile = defineRequest({
  subject: 'wa.v1.rpc.router.may-read-file',
  question: z.object({ fileId: z.uuid(), extensionId: z.uuid() }),
  answer: z.object({ allowed: z.boolean() }),
  deadlineMs: 2_000,
});

/** What became of a reply number that outbound-sender misses: the reply again, or void (it never was). */
export const findReply = defineRequest({
  subject: 'wa.v1.rpc.router.find-reply',
  question: z.object({ conversationId: z.uuid(), sequence: z.number().int().positive() }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('void') }),
    z.object({ outcome: z.literal('found'), channelId: z.uuid(), send: z.unknown() }),
  ]),
  deadlineMs: 2_000,
});

/** Has the customer written again, so that a waiting reply may still go? */
export const replyWindow = defineRequest({
  subject: 'wa.v1.rpc.router.reply-window',
  question: z.object({ conversationId: z.uuid() }),
  answer: z.object({ closesAt: instant }),
  deadlineMs: 2_000,
});
