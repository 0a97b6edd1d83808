import { z } from 'zod';
import { defineEvent } from './contract.js';
import { fillLevels } from './fill-level.js';

const instant = z.iso.datetime();

export const ingressObserved = defineEvent({
  type: 'ingress.observed',
  about:
    'What the ingress has seen of Meta, for the channel doctor; at most one of a kind per channel and ten seconds.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.ingress',
  data: z.object({
    fact: z.enum([
      'handshake-ok',
      'handshake-wrong-token',
      'signature-invalid',
      'webhook-accepted',
      'quarantined',
      /** A message of a customer was among what was accepted. */
      'message-received',
      /** Meta's own assistant holds chats: what it hears and says came, and no message for us. */
      'standby-received',
    ]),
    at: instant,
    /** How often since the last report. */
    count: z.number().int().positive(),
  }),
  messageId: (_data, envelope) => `ingress-observed:${envelope.id}`,
});

export const mediaChanged = defineEvent({
  type: 'media.changed',
  about: 'A file of ours is there, failed to come, is gone, or waits because look-ups of its number are held back.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.media',
  data: z.object({
    fileId: z.uuid(),
    state: z.enum(['stored', 'failed', 'expired', 'held']),
    at: instant,
    /** Of `held`: until then Meta is not asked. */
    heldUntil: instant.optional(),
    mimeType: z.string().optional(),
    size: z.number().int().optional(),
    sha256: z.string().optional(),
    filename: z.string().optional(),
    expiresAt: instant.optional(),
    /** Stable reason of a failure or a hold; a failure by `auth` makes channel-config check the token. */
    error: z.enum(['auth', 'gone', 'too-large', 'unreachable', 'limited']).optional(),
  }),
  messageId: (data) => `media-changed:${data.fileId}:${data.state}${data.heldUntil ? `:${data.heldUntil}` : ''}`,
});

export const channelStates = [
  'connected',
  'degraded',
  'connect_failed',
  'subscription_invalid',
  'token_expiring',
  'unchecked',
] as const;

export const channelChanged = defineEvent({
  type: 'channel.changed',
  about: 'Configuration or health of a channel changed. Never carries a secret.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.channel',
  data: z.object({
    change: z.enum(['created', 'updated', 'deleted', 'status', 'alert']),
    version: z.number().int(),
    status: z.object({ state: z.enum(channelStates), reason: z.string().optional() }),
    /** With `alert`, which changes nothing: somebody must act before it is too late. */
    alert: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('token-expiring'), daysLeft: z.number().int(), expiresAt: instant }),
        /** A fault that was not there before, as `<check>:<fault>`. */
        z.object({ kind: z.literal('fault'), reason: z.string(), since: instant }),
      ])
      .optional(),
    at: instant,
  }),
  messageId: (_data, envelope) => `channel-changed:${envelope.id}`,
});

export const choreNames = [
  'close-idle-sessions',
  'announce-closing-windows',
  'expire-media',
  'settle-unknown-sends',
  'forget-parked',
  'purge-old-rows',
  'forget-facts',
] as const;

export const janitorRan = defineEvent({
  type: 'janitor.ran',
  about: 'One run of one chore of the session-janitor.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.janitor',
  data: z.object({
    chore: z.enum(choreNames),
    startedAt: instant,
    durationMs: z.number(),
    done: z.number().int(),
    error: z.string().optional(),
  }),
  messageId: (_data, envelope) => `janitor-ran:${envelope.id}`,
});

/** What stands in the audit: what administrators and supervisors do, and who comes in or is refused. */
export const auditedActions = [
  'channel.create',
  'channel.update',
  'channel.delete',
  'channel.close-rotation',
  'channel.repair',
  'channel.test',
  'number.create',
  'number.update',
  'number.delete',
  'extension.create',
  'extension.update',
  'extension.delete',
  'queue.create',
  'queue.update',
  'queue.delete',
  'api-key.create',
  'api-key.update',
  'api-key.revoke',
  'quick-reply.create',
  'quick-reply.update',
  'quick-reply.delete',
  'session.release',
  'session.transfer',
  'session.close',
  'session.reopen',
  'message.decide',
  'message.read-raw',
  'customer.update',
  'customer.merge',
  'customer.unmerge',
  'customer.export',
  'customer.erase',
  /** An agent has read earlier sessions of others with the customer of his own open one. */
  'customer.read-earlier',
  'quarantine.replay',
  'quarantine.read-raw',
  'dead-letter.replay',
  'dead-letter.read-raw',
  'chore.run',
  'sign-in.link',
  'sign-in.end',
  /** First use of a key or a token from an address, at most once a day. */
  'access.sign-in',
  /** Answers 401 and 403 of one service to one address within some minutes. */
  'access.refused',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

/** Who did something, and from where: a key, a person (`person:<extension id>`, `oidc:<subject>`) or a service by its own settings. */
const doerSchema = z.object({
  keyId: z.string(),
  /** As it was then. */
  name: z.string(),
  address: z.string().optional(),
  requestId: z.string().optional(),
});
export type Doer = z.infer<typeof doerSchema>;

const values = z.record(z.string(), z.unknown());

export const operationPerformed = defineEvent({
  type: 'operation.performed',
  about:
    'Somebody did what belongs into the audit, which channel-config holds. Through the outbox of the transaction that does it, or, where there is none, told twice: before anything is done, and with the outcome, so that what was cut off is on record.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.operation',
  data: z.object({
    operationId: z.uuid(),
    by: doerSchema,
    action: z.enum(auditedActions),
    /** The id of the one record, or `*` for all that the filter chooses. */
    targetId: z.string(),
    /** Names of what was changed, secrets too. */
    fields: z.array(z.string()).optional(),
    /** Values of what was changed, never of a secret. */
    before: values.optional(),
    after: values.optional(),
    filter: z.record(z.string(), z.union([z.string(), z.number()])),
    startedAt: instant,
    /** What came of it; `failed` is the code of what cut it off. Of what is told twice it is missing the first time. */
    outcome: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  messageId: ({ operationId, outcome }) => `operation:${operationId}:${outcome ? 'ended' : 'started'}`,
});

export const auditExtended = defineEvent({
  type: 'audit.extended',
  about:
    'How far the audit reaches, told beside the table that holds it: whoever removes its newest entries, or writes the whole chain anew, does not remove this.',
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.audit',
  data: z.object({ sequence: z.number().int().positive(), sha256: z.string() }),
  messageId: ({ sequence, sha256 }) => `audit-extended:${sequence}:${sha256}`,
});

export const streamFilled = defineEvent({
  type: 'stream.filled',
  about:
    "A stream is fuller than history makes it, or is not any more: at 70 % of its limit, at 85 %, when it takes nothing, and when it is well again. WA_EVT's own last level is told when there is room for it.",
  v: 1,
  stream: 'WA_EVT',
  subject: 'wa.v1.evt.stream',
  data: z.object({
    stream: z.string(),
    level: z.enum(fillLevels),
    bytes: z.number().int(),
    maxBytes: z.number().int(),
    /** Consumers that keep what is there from being removed, those with the most to do first; empty where people do. */
    heldBy: z.array(z.object({ consumer: z.string(), backlog: z.number().int(), missing: z.boolean() })),
    at: instant,
  }),
  // Every janitor tells what it sees: an id that they shared could swallow a level that comes back soon.
  messageId: (_data, envelope) => `stream-filled:${envelope.id}`,
});

export const deadLettered = defineEvent({
  type: 'event.dead-lettered',
  about: 'A handler gave up on an event; kept with its reason until somebody replays it.',
  v: 1,
  stream: 'WA_DEAD',
  subject: 'wa.v1.dead',
  data: z.object({
    consumer: z.string(),
    stream: z.string(),
    streamSequence: z.number().int(),
    subject: z.string(),
    reason: z.string(),
    deliveries: z.number().int(),
    at: instant,
    headers: z.record(z.string(), z.string()),
    bodyBase64: z.string(),
  }),
  messageId: (data) => `dead:${data.consumer}:${data.stream}:${data.streamSequence}`,
});
