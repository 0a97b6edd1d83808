import { z } from 'zod';
import { inboundContentSchema, noteContentSchema, outboundContentSchema } from './content.js';
import { defineEvent } from './contract.js';
import { forwardedSchema, referralSchema, referredProductSchema } from './inbound.js';
import { messageStateSchema, sendDecisionSchema, sendErrorSchema } from './outbound.js';

const instant = z.iso.datetime();

export const destinationSchema = z
  .object({ type: z.enum(['extension', 'queue']), id: z.uuid() })
  .meta({ id: 'Destination' });
export type Destination = z.infer<typeof destinationSchema>;

/** With its name, as people see it; a queue or extension that was deleted keeps its name. */
const namedDestinationSchema = destinationSchema
  .extend({
    name: z.string().optional(),
    /** Of an extension, as people dial it. */
    number: z.string().optional(),
  })
  .meta({ id: 'NamedDestination' });

/** `noted`: of an internal note, which goes nowhere. */
const shownStateSchema = messageStateSchema.or(z.enum(['received', 'noted']));
const authorSchema = z.object({ id: z.uuid(), name: z.string().optional() });
/** Who wrote a reply of ours that no extension wrote: a supervisor or a system, with the name of that time. */
const writtenBySchema = z.object({ keyId: z.string(), name: z.string() });

/** A session as people and live events see it (design section 7). */
export const sessionViewSchema = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    channelName: z.string().optional(),
    number: z.object({ phoneNumberId: z.string(), e164: z.string().optional() }),
    customer: z.object({
      id: z.uuid(),
      name: z.string().optional(),
      phone: z.string().optional(),
      userId: z.string().optional(),
    }),
    state: z.enum(['open', 'closed']),
    /** Missing while the session's number is not configured yet. */
    destination: namedDestinationSchema.optional(),
    assignee: z.object({ id: z.uuid(), name: z.string().optional() }).optional(),
    claimEpoch: z.number().int(),
    openedAt: instant,
    closedAt: instant.optional(),
    /** When something was last written in it; lists are sorted by it. */
    lastActivityAt: instant.optional(),
    idleClosesAt: instant,
    replyWindowClosesAt: instant,
    lastMessage: z
      .object({
        id: z.uuid(),
        direction: z.enum(['inbound', 'outbound']),
        kind: z.string(),
        at: instant.optional(),
        /** When the view was made; `message.changed` tells of every later one. */
        state: shownStateSchema.optional(),
        /** Of ours, as far as an extension wrote it. */
        author: authorSchema.optional(),
        writtenBy: writtenBySchema.optional(),
        /** In a few words, with a sign for what is no text. */
        preview: z.string().optional(),
        previews: z.object({ en: z.string(), 'zh-CN': z.string() }).optional(),
      })
      .optional(),
    eventNo: z.number().int(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionViewSchema>;

export const fileViewSchema = z
  .object({
    state: z.enum(['fetching', 'held', 'stored', 'failed', 'expired']),
    /** Of `held`: until then WhatsApp is not asked for files of this number. */
    heldUntil: instant.optional(),
    mimeType: z.string().optional(),
    size: z.number().int().optional(),
    sha256: z.string().optional(),
    filename: z.string().optional(),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'FileState' });
export type FileView = z.infer<typeof fileViewSchema>;

/** A message as people and live events see it. */
export const messageViewSchema = z
  .object({
    id: z.uuid(),
    /** Missing where the business wrote it on its own telephone while no session was open. */
    sessionId: z.uuid().optional(),
    /** `internal`: a note among colleagues; the customer never gets it. */
    direction: z.enum(['inbound', 'outbound', 'internal']),
    /** `phone`: written by the business on its own telephone, not through us. */
    origin: z.enum(['customer', 'standby', 'phone', 'history', 'agent']),
    kind: z.string(),
    waMessageId: z.string().optional(),
    state: shownStateSchema,
    /** Of ours: how many calls to Meta were made for it; a decision about it names the attempt it was made on. */
    attempt: z.number().int().nonnegative().optional(),
    /** The last thing a person decided about it; after `resend` the customer may have it twice. */
    decision: sendDecisionSchema.optional(),
    /** Why a reply of ours waits, and the same for people. */
    reason: z.string().optional(),
    reasonSentence: z.object({ en: z.string(), 'zh-CN': z.string() }).optional(),
    error: sendErrorSchema.optional(),
    content: z.union([inboundContentSchema, outboundContentSchema, noteContentSchema]),
    file: fileViewSchema.optional(),
    replyTo: z.object({ waMessageId: z.string(), messageId: z.uuid().optional() }).optional(),
    forwarded: forwardedSchema.optional(),
    referral: referralSchema.optional(),
    /** The product of a catalogue that the customer asks about. */
    referredProduct: referredProductSchema.optional(),
    reactions: z.array(z.object({ by: z.enum(['customer', 'business']), emoji: z.string() })).optional(),
    /** Written by nobody: it proves that the channel works, and is counted apart. */
    test: z.literal(true).optional(),
    editedAt: instant.optional(),
    revokedAt: instant.optional(),
    /** We do not have the message: it is shown because the customer edited it, or reacted to it. */
    standsFor: z.enum(['edited', 'reacted-to']).optional(),
    /** A stand-in whose message has come: this one is not shown any more. */
    joinedTo: z.uuid().optional(),
    /** Arrived after a message that was sent later. */
    late: z.boolean().optional(),
    author: authorSchema.optional(),
    writtenBy: writtenBySchema.optional(),
    sentAt: instant,
    /** Meta gave no usable time: `sentAt` is when it was received. */
    sentAtFrom: z.literal('receipt').optional(),
    receivedAt: instant,
    /** Order for people: (sentAt, position). */
    position: z.number().int(),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof messageViewSchema>;

/** Who may get a live event: these extensions, written down in the transaction that made it. */
const audienceSchema = z.array(z.uuid());

export const sessionChanges = [
  'opened',
  'routed',
  'claimed',
  'released',
  'transferred',
  /** Its number belongs to another channel from now on. */
  'moved',
  'closed',
  /** A reply of it goes out once more. */
  'reopened',
  'archived',
  'window-closing',
  'message-decided',
  'erased',
] as const;

export const sessionChanged = defineEvent({
  type: 'session.changed',
  about: 'A step in the life of a session. `losers` may no longer see it and get the step without content.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.session',
  data: z.object({
    change: z.enum(sessionChanges),
    eventNo: z.number().int(),
    session: sessionViewSchema,
    actor: z.string().optional(),
    note: z.string().optional(),
    closeReason: z.string().optional(),
    audience: audienceSchema,
    losers: audienceSchema,
  }),
  messageId: (_data, envelope) => `session-changed:${envelope.id}`,
});

/** How a stored message counts in statistics; `apart` is everything that is neither received nor sent by us. */
export const countedAs = ['received', 'sent', 'apart'] as const;

export const messageStored = defineEvent({
  type: 'message.stored',
  about:
    'A message exists from now on, or is more than the stand-in that it was: the one thing by which it counts otherwise.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.message.stored',
  data: z.object({
    eventNo: z.number().int(),
    counted: z.enum(countedAs),
    phoneNumberId: z.string(),
    message: messageViewSchema,
    session: sessionViewSchema,
    audience: audienceSchema,
  }),
  messageId: (data) => `message-stored:${data.message.id}:${data.counted}`,
});

export const noteChanged = defineEvent({
  type: 'note.changed',
  about:
    'An internal note was written, edited or deleted. It is no message of the conversation: nothing counts or sends it.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.note',
  data: z.object({
    change: z.enum(['written', 'edited', 'deleted']),
    eventNo: z.number().int(),
    note: messageViewSchema,
    session: sessionViewSchema,
    audience: audienceSchema,
  }),
  messageId: (_data, envelope) => `note-changed:${envelope.id}`,
});

export const sessionRead = defineEvent({
  type: 'session.read',
  about: 'An agent has read further in a session: for the other devices of that agent, and for nobody else.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.read',
  data: z.object({
    sessionId: z.uuid(),
    extensionId: z.uuid(),
    /** Message of the customer up to which everything was read. */
    readUpTo: z.uuid(),
    unread: z.number().int(),
  }),
  messageId: (_data, envelope) => `session-read:${envelope.id}`,
});

export const messageChanged = defineEvent({
  type: 'message.changed',
  about: 'Something about a stored message is different now: its state, file, reactions or text.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.message.changed',
  data: z.object({
    eventNo: z.number().int(),
    message: messageViewSchema,
    /** Where what is shown of the session may be another thing now. */
    session: sessionViewSchema.optional(),
    audience: audienceSchema,
  }),
  messageId: (_data, envelope) => `message-changed:${envelope.id}`,
});
