import { compactDecrypt, CompactEncrypt, decodeProtectedHeader, type CompactDecryptResult } from 'jose';
import { z } from 'zod';

const KEY = /^([A-Za-z0-9-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/;

/** `WABX_SEALING_KEYS` and `WABX_APP_SECRET_KEYS`: `<id>:<32 bytes in base64>`, comma separated; the first seals, all of them open. */
export const sealingKeysSchema = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every((part) => KEY.test(part)), 'must be <id>:<32 bytes in base64>[,<id>:<…>]')
  .transform((parts) =>
    parts.map((part) => {
      const [id = '', secret = ''] = part.split(':');
      return { id, key: Buffer.from(secret, 'base64') };
    }),
  )
  .refine((keys) => keys.every(({ key }) => key.length === 32), 'each key must have 32 bytes');

/** `WABX_SIGNING_KEY`: one of the same form. */
export const signingKeySchema = sealingKeysSchema.transform(([first, ...more], context) => {
  if (first !== undefined && more.length === 0) return first;
  context.addIssue({ code: 'custom', message: 'must be one key, <id>:<32 bytes in base64>' });
  return z.NEVER;
});

export interface SealingKey {
  id: string;
  key: Buffer;
}

/** Seals secrets for storage and for the views (JWE, AES-256-GCM). */
export class KeyRing {
  /** App secrets may have keys of their own, so that who verifies webhooks opens no access token. */
  constructor(
    private readonly keys: readonly SealingKey[],
    private readonly appSecretKeys = keys,
  ) {}

  /** `purpose` (say `channel:<id>:access-token`) is bound in: a sealed value opens only where it belongs. */
  async seal(secret: string, purpose: string): Promise<string> {
    const [current] = this.keysOf(purpose);
    if (!current) throw new Error('the key ring is empty');
    return await new CompactEncrypt(new TextEncoder().encode(secret))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.id, purpose })
      .encrypt(current.key);
  }

  /** False for a value that another key of the ring has sealed: it is to be sealed anew before that key can go. */
  async isCurrent(sealed: string, purpose: string): Promise<boolean> {
    const current = new KeyRing(this.keysOf(purpose).slice(0, 1));
    return await current.open(sealed, purpose).then(
      () => true,
      () => false,
    );
  }

  /** Throws when the value is damaged, sealed for something else, or its key is not in the ring. */
  async open(sealed: string, purpose: string): Promise<string> {
    const header = decodeProtectedHeader(sealed);
    const keys = this.keysOf(purpose).filter(({ id }) => id === header.kid);
    if (keys.length === 0) throw new Error(`sealing key ${String(header.kid)} is not in the key ring of this service`);
    const { plaintext, protectedHeader } = await decryptWithOne(keys, sealed);
    if (protectedHeader['purpose'] !== purpose) throw new Error('sealed for another purpose');
    return new TextDecoder().decode(plaintext);
  }

  private keysOf(purpose: string): readonly SealingKey[] {
    return purpose.endsWith(APP_SECRET) ? this.appSecretKeys : this.keys;
  }
}

/** Two rings may give one id to different keys. */
async function decryptWithOne([key, ...others]: readonly SealingKey[], sealed: string): Promise<CompactDecryptResult> {
  if (!key) throw new Error('no key of the ring opens this value');
  try {
    return await compactDecrypt(sealed, key.key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
  } catch (error) {
    if (others.length === 0) throw error;
    return await decryptWithOne(others, sealed);
  }
}

const APP_SECRET = ':app-secret';

/** Purposes of the secrets of a channel, in one place because one service seals and others open. */
export const sealPurpose = {
  accessToken: (channelId: string) => `channel:${channelId}:access-token`,
  appSecret: (channelId: string) => `channel:${channelId}${APP_SECRET}`,
};
