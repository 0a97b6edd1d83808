import { z } from 'zod';
import { channelStates } from './facts.js';
import { destinationSchema } from './session.js';

/**
 * What channel-config pushes into NATS KV and every service keeps in memory (design principle 5). Each value carries
 * its row's version; a lower version never replaces a higher one. Each is signed. Secrets are sealed (JWE); tokens that
 * are only compared are hashes.
 */
export interface ViewContract<Value extends z.ZodType<{ version: number }> = z.ZodType<{ version: number }>> {
  readonly bucket: string;
  readonly value: Value;
}

const defineView = <Value extends z.ZodType<{ version: number }>>(
  bucket: string,
  value: Value,
): ViewContract<Value> => ({ bucket, value });

export const numberViewSchema = z.object({
  id: z.uuid(),
  phoneNumberId: z.string(),
  e164: z.string(),
  destination: destinationSchema,
  sendsPerSecond: z.number().positive(),
});

/** Key: channel id. */
export const channelsView = defineView(
  'channels',
  z.object({
    id: z.uuid(),
    name: z.string(),
    version: z.number().int(),
    /** Of what an administrator edits: it stays the same when the status changes. 0 in values of before it was told. */
    revision: z.number().int().default(0),
    deleted: z.boolean(),
    publicUrl: z.url(),
    webhookKey: z.string(),
    verifyTokenSha256: z.string(),
    sealedAccessToken: z.string(),
    /** Current first; the previous one stays until the rotation is closed. */
    sealedAppSecrets: z.array(z.string()),
    appId: z.string().optional(),
    wabaId: z.string().optional(),
    numbers: z.array(numberViewSchema),
    settings: z.object({
      sessionIdleSeconds: z.number().int().positive(),
      mediaRetentionSeconds: z.number().int().positive(),
      mediaDelivery: z.enum(['link', 'upload']),
    }),
    status: z.object({ state: z.enum(channelStates), reason: z.string().optional() }),
  }),
);
export type ChannelView = z.infer<(typeof channelsView)['value']>;
export type NumberView = z.infer<typeof numberViewSchema>;

export const assignmentModes = ['manual', 'auto', 'none'] as const;

/** What a person may do who signs in with an extension. */
export const personRoles = ['agent', 'supervisor', 'administrator'] as const;
export type PersonRole = (typeof personRoles)[number];

/** By what a token names the person: the issuer's own name for them, or an e-mail address that the issuer has verified. */
const signInSchema = z.union([
  z.object({ issuer: z.string(), subject: z.string() }),
  /** Without an issuer it is one of the first issuer that a service is configured with. */
  z.object({ issuer: z.string().optional(), email: z.string() }),
]);

/** Keys: `extension.<id>` and `queue.<id>`. */
export const directoryView = defineView(
  'directory',
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('extension'),
      id: z.uuid(),
      version: z.number().int(),
      deleted: z.boolean(),
      /** The extension number as people dial it, e.g. `1001`. */
      number: z.string(),
      name: z.string(),
      /** Missing: nobody signs in as this extension by a token alone. */
      signIn: signInSchema.optional(),
      /** Only with `signIn`. */
      role: z.enum(personRoles).optional(),
    }),
    z.object({
      type: z.literal('queue'),
      id: z.uuid(),
      version: z.number().int(),
      deleted: z.boolean(),
      name: z.string(),
      assignmentMode: z.enum(assignmentModes),
      /** Extension ids. */
      agents: z.array(z.uuid()),
    }),
  ]),
);
export type DirectoryEntry = z.infer<(typeof directoryView)['value']>;
export type ExtensionView = Extract<DirectoryEntry, { type: 'extension' }>;
export type SignIn = z.infer<typeof signInSchema>;
export type QueueView = Extract<DirectoryEntry, { type: 'queue' }>;

export const scopes = [
  'channels:read',
  'channels:write',
  'directory:read',
  'directory:write',
  'sessions:read',
  'sessions:write',
  /** What Meta sent for a message, unread: more than anybody is shown. */
  'sessions:raw',
  'agent',
  'media:read',
  'media:write',
  'stats:read',
  'customers:erase',
  'ops:read',
  'ops:write',
  'keys:write',
] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** Key: API key id. */
export const apiKeysView = defineView(
  'api-keys',
  z.object({
    id: z.string(),
    version: z.number().int(),
    name: z.string(),
    secretSha256: z.string(),
    scopes: z.array(scopeSchema),
    /** An agent's key is bound to one extension. */
    extensionId: z.uuid().optional(),
    revoked: z.boolean(),
    /** From then on it opens nothing; none: it is good until it is revoked. */
    expiresAt: z.iso.datetime().optional(),
  }),
);
export type ApiKeyView = z.infer<(typeof apiKeysView)['value']>;

export const views = [channelsView, directoryView, apiKeysView] as const;
