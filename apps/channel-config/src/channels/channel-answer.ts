import { channelStates, destinationSchema } from '@wabx/contracts';
import type { KeyRing } from '@wabx/runtime';
import { z } from 'zod';
import { sentenceSchema } from '../doctor/check.js';
import { reasonAnswerSchema, reasonSchema, toReasonAnswer } from '../health/reasons.js';
import { destinationOf, numbersOf, settingsOf } from '../projection/to-views.js';
import type { Channel, ChannelNumber } from './channel.entity.js';
import { verifyTokenPurpose } from './channel-secrets.js';

const instant = z.iso.datetime();

export const numberAnswerSchema = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    e164: z.string(),
    phoneNumberId: z.string(),
    destination: destinationSchema,
    sendsPerSecond: z.number().int(),
    version: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Number' });

export const channelAnswerSchema = z
  .object({
    id: z.uuid(),
    type: z.literal('whatsapp'),
    name: z.string(),
    publicUrl: z.string(),
    webhookUrl: z.string().describe('Callback URL to paste at Meta'),
    verifyToken: z.string().describe('Verify token to paste at Meta'),
    accessToken: z.object({
      last4: z.string(),
      expiresAt: instant.nullable().describe('null: never; or not known, then checkedAt is missing'),
      checkedAt: instant.optional().describe('When Meta last told'),
    }),
    appSecret: z.object({
      last4: z.string(),
      previous: z.object({ last4: z.string() }).optional().describe('Valid until the rotation is closed'),
    }),
    appId: z.string().optional(),
    wabaId: z.string().optional(),
    settings: z.object({
      sessionIdleSeconds: z.number().int(),
      mediaRetentionSeconds: z.number().int(),
      mediaDelivery: z.enum(['link', 'upload']),
    }),
    numbers: z.array(numberAnswerSchema),
    status: z.object({
      state: z.enum(channelStates),
      reason: z.string().optional().describe('The worst of the reasons, as `<check>:<fault>`'),
      sentence: sentenceSchema.optional(),
      reasons: z.array(reasonAnswerSchema).describe('Every fault, the worst first; the doctor shows the same'),
      at: instant,
    }),
    version: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Channel' });
export type ChannelAnswer = z.infer<typeof channelAnswerSchema>;

/** A channel as its administrators see it: of the secrets only the verify token, which they must paste at Meta. */
export async function toChannelAnswer(channel: Channel, ring: KeyRing): Promise<ChannelAnswer> {
  const { id, appId, wabaId, statusReason, previousAppSecretLast4 } = channel;
  const reasons = channel.statusReasons.map((reason) => toReasonAnswer(id, reasonSchema.parse(reason)));
  return {
    id,
    type: 'whatsapp',
    name: channel.name,
    publicUrl: channel.publicUrl,
    webhookUrl: webhookUrlOf(channel),
    verifyToken: await ring.open(channel.sealedVerifyToken, verifyTokenPurpose(id)),
    accessToken: {
      last4: channel.accessTokenLast4,
      expiresAt: channel.accessTokenExpiresAt?.toISOString() ?? null,
      ...(channel.accessTokenCheckedAt === null ? {} : { checkedAt: channel.accessTokenCheckedAt.toISOString() }),
    },
    appSecret: {
      last4: channel.appSecretLast4,
      ...(previousAppSecretLast4 === null ? {} : { previous: { last4: previousAppSecretLast4 } }),
    },
    ...(appId === null ? {} : { appId }),
    ...(wabaId === null ? {} : { wabaId }),
    settings: settingsOf(channel),
    numbers: numbersOf(channel).map(toNumberAnswer),
    status: {
      state: channel.statusState,
      ...(statusReason === null ? {} : { reason: statusReason }),
      ...(reasons[0] === undefined ? {} : { sentence: reasons[0].sentence }),
      reasons,
      at: channel.statusAt.toISOString(),
    },
    version: channel.version,
    createdAt: channel.createdAt.toISOString(),
    updatedAt: channel.updatedAt.toISOString(),
  };
}

export function webhookUrlOf({ publicUrl, webhookKey }: Pick<Channel, 'publicUrl' | 'webhookKey'>): string {
  return `${publicUrl}/webhooks/whatsapp/${webhookKey}`;
}

export function toNumberAnswer(number: ChannelNumber): z.infer<typeof numberAnswerSchema> {
  const { id, channelId, e164, phoneNumberId, sendsPerSecond, version } = number;
  return {
    id,
    channelId,
    e164,
    phoneNumberId,
    destination: destinationOf(number),
    sendsPerSecond,
    version,
    createdAt: number.createdAt.toISOString(),
    updatedAt: number.updatedAt.toISOString(),
  };
}
