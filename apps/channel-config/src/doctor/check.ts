import { z } from 'zod';

export const sentenceSchema = z.object({ en: z.string(), 'zh-CN': z.string() });
export type Sentence = z.infer<typeof sentenceSchema>;

/** In the order in which a set-up goes wrong: what comes first explains what comes later. */
export const checkIds = [
  'base-url',
  'meta',
  'access-token',
  'token-expiry',
  'token-scopes',
  'token-account',
  'app-secret',
  'numbers',
  'number-health',
  'sending',
  'test-number',
  'app-subscribed',
  'handshake',
  'callback',
  'messages-field',
  'media-link',
  'media-fetch',
  'streams',
  'account-notices',
  'held-back',
  'destinations',
  'last-webhook',
  'last-message-in',
  'last-reply-delivered',
] as const;
export const checkIdSchema = z.enum(checkIds);
export type CheckId = z.infer<typeof checkIdSchema>;

export const checkSchema = z
  .object({
    id: checkIdSchema,
    state: z
      .enum(['ok', 'warning', 'failed', 'unknown'])
      .describe('unknown: not seen yet, or a check it rests on is not ok (dependsOn)'),
    dependsOn: z.array(checkIdSchema).optional().describe('Checks that must be put right before this one can be made'),
    evidence: z.record(z.string(), z.unknown()).describe('What was seen, as it was seen; never a secret'),
    at: z.iso.datetime().describe('When it was seen'),
    sentence: sentenceSchema,
    repair: z
      .object({
        sentence: sentenceSchema,
        call: z
          .object({ method: z.literal('POST'), path: z.string() })
          .optional()
          .describe('Where Meta lets us do it'),
      })
      .optional(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof checkSchema>;

/** What one examination says, before it is given its sentences and its place. */
export type Finding =
  | { state: 'ok'; evidence?: Record<string, unknown>; at?: Date }
  | {
      state: 'warning' | 'failed';
      /** Which of the check's sentences. */
      fault: string;
      /** Not every number of the channel is affected. */
      isPartial?: boolean;
      evidence?: Record<string, unknown>;
      at?: Date;
    }
  | { state: 'unknown'; dependsOn?: CheckId[]; evidence?: Record<string, unknown>; at?: Date };
