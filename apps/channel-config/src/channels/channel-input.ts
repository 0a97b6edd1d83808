import { limits } from '@wabx/contracts';
import { z } from 'zod';
import { nameInput } from '../http/text-input.js';
import { withoutTrailingSlash } from '../public-urls.js';
import { numberInput, type NewNumber } from './number-input.js';

const day = 24 * 3600;

/** As pasted from Meta's pages: without the line break that comes with it. */
const secretInput = (lengthMin: number, lengthMax: number) =>
  z
    .string()
    .trim()
    .min(lengthMin, `must have at least ${lengthMin} characters`)
    .max(lengthMax, `must have at most ${lengthMax} characters`)
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces or special characters')
    .meta({ writeOnly: true });

const metaId = z.string().regex(/^\d{1,20}$/, 'must be an id of Meta: 1 to 20 digits');

export const settingsInput = z.strictObject({
  sessionIdleSeconds: z
    .number()
    .int()
    .min(60)
    .max(30 * day)
    .default(limits.sessionIdleSeconds),
  mediaRetentionSeconds: z
    .number()
    .int()
    .min(3600)
    .max(30 * day)
    .default(limits.mediaRetentionSeconds),
  mediaDelivery: z.enum(['link', 'upload']).default('link'),
});

const publicUrlInput = z
  .string()
  .max(2_048)
  .transform(withoutTrailingSlash)
  .describe('One of WABX_PUBLIC_URLS; may be left out when there is only one');

function refuseRepeatedNumbers(numbers: NewNumber[], context: z.RefinementCtx): void {
  numbers.forEach(({ phoneNumberId }, at) => {
    if (numbers.findIndex((other) => other.phoneNumberId === phoneNumberId) === at) return;
    context.addIssue({ code: 'custom', path: [at, 'phoneNumberId'], message: 'is given to two numbers' });
  });
}

export const newChannelSchema = z
  .strictObject({
    name: nameInput,
    publicUrl: publicUrlInput.optional(),
    accessToken: secretInput(20, 4096),
    appSecret: secretInput(16, 256),
    appId: metaId.optional(),
    wabaId: metaId.optional(),
    settings: settingsInput.default(settingsInput.parse({})),
    numbers: z.array(numberInput).max(100).superRefine(refuseRepeatedNumbers).default([]),
  })
  .meta({ id: 'NewChannel' });
export type NewChannel = z.infer<typeof newChannelSchema>;

// Made by hand: `partial()` would keep the defaults and reset what the caller did not mention.
export const channelPatchSchema = z
  .strictObject({
    name: nameInput,
    publicUrl: publicUrlInput,
    accessToken: secretInput(20, 4096),
    appSecret: secretInput(16, 256).describe('The one before stays valid until the rotation is closed'),
    appId: metaId.nullable(),
    wabaId: metaId.nullable(),
    settings: z
      .strictObject({
        sessionIdleSeconds: settingsInput.shape.sessionIdleSeconds.unwrap(),
        mediaRetentionSeconds: settingsInput.shape.mediaRetentionSeconds.unwrap(),
        mediaDelivery: settingsInput.shape.mediaDelivery.unwrap(),
      })
      .partial(),
  })
  .partial()
  .meta({ id: 'ChannelPatch' });
export type ChannelPatch = z.infer<typeof channelPatchSchema>;
