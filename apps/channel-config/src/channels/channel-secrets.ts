import { KeyRing, sealPurpose, type SealingKey } from '@wabx/runtime';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Channel } from './channel.entity.js';

/** Only this service opens it, to show it to administrators; the ingress compares hashes. */
export const verifyTokenPurpose = (channelId: string): string => `channel:${channelId}:verify-token`;

/** This service has both rings. What was sealed before app secrets had keys of their own is opened all the same. */
export function keyRingOf(config: {
  WABX_SEALING_KEYS: SealingKey[];
  WABX_APP_SECRET_KEYS?: SealingKey[] | undefined;
}): KeyRing {
  const { WABX_SEALING_KEYS: keys, WABX_APP_SECRET_KEYS: appSecretKeys } = config;
  return appSecretKeys ? new KeyRing(keys, [...appSecretKeys, ...keys]) : new KeyRing(keys);
}

/** 128 random bits: who does not know the URL cannot even knock. */
export function newWebhookKey(): string {
  return randomBytes(16).toString('hex');
}

export async function newVerifyToken(ring: KeyRing, channelId: string) {
  const token = randomBytes(24).toString('base64url');
  return {
    sealedVerifyToken: await ring.seal(token, verifyTokenPurpose(channelId)),
    verifyTokenSha256: digestOf(token).toString('hex'),
  };
}

export async function sealAccessToken(ring: KeyRing, channelId: string, token: string) {
  return {
    sealedAccessToken: await ring.seal(token, sealPurpose.accessToken(channelId)),
    accessTokenLast4: token.slice(-4),
  };
}

export async function sealAppSecret(ring: KeyRing, channelId: string, secret: string) {
  return {
    sealedAppSecret: await ring.seal(secret, sealPurpose.appSecret(channelId)),
    appSecretLast4: secret.slice(-4),
  };
}

/** Whether the channel has this secret already: then there is nothing to rotate. */
export async function isCurrentAppSecret(ring: KeyRing, channel: Channel, secret: string): Promise<boolean> {
  return await holds(ring, channel.sealedAppSecret, sealPurpose.appSecret(channel.id), secret);
}

export async function isCurrentAccessToken(ring: KeyRing, channel: Channel, token: string): Promise<boolean> {
  return await holds(ring, channel.sealedAccessToken, sealPurpose.accessToken(channel.id), token);
}

async function holds(ring: KeyRing, sealed: string, purpose: string, secret: string): Promise<boolean> {
  // A value whose sealing key was lost is replaced by giving it anew, so it must not stand in the way of that.
  const current = await ring.open(sealed, purpose).catch(() => undefined);
  return current !== undefined && timingSafeEqual(digestOf(current), digestOf(secret));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** What a deleted channel keeps of its secrets: nothing. */
export const noSecrets = {
  sealedVerifyToken: '',
  verifyTokenSha256: '',
  sealedAccessToken: '',
  accessTokenLast4: '',
  sealedAppSecret: '',
  appSecretLast4: '',
  sealedPreviousAppSecret: null,
  previousAppSecretLast4: null,
} satisfies Partial<Channel>;
