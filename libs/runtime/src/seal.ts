import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

const KEY = /^([A-Za-z0-9-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/;

/** `WABX_SEALING_KEYS`: `<id>:<32 bytes in base64>`, comma separated; the first seals, all of them open. */
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

/** Seals secrets for storage and for the views (JWE, AES-256-GCM). */
export class KeyRing {
  constructor(private readonly keys: { id: string; key: Buffer }[]) {}

  /** `purpose` (say `channel:<id>:access-token`) is bound in: a sealed value opens only where it belongs. */
  async seal(secret: string, purpose: string): Promise<string> {
    const [current] = this.keys;
    if (!current) throw new Error('the key ring is empty');
    return await new CompactEncrypt(new TextEncoder().encode(secret))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.id, purpose })
      .encrypt(current.key);
  }

  /** False for a value that another key of the ring has sealed: it is to be sealed anew before that key can go. */
  isCurrent(sealed: string): boolean {
    return decodeProtectedHeader(sealed).kid === this.keys[0]?.id;
  }

  /** Throws when the value is damaged, sealed for something else, or its key is not in the ring. */
  async open(sealed: string, purpose: string): Promise<string> {
    const header = decodeProtectedHeader(sealed);
    const key = this.keys.find(({ id }) => id === header.kid);
    if (!key) throw new Error(`sealing key ${String(header.kid)} is not in WABX_SEALING_KEYS`);
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key.key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    if (protectedHeader['purpose'] !== purpose) throw new Error('sealed for another purpose');
    return new TextDecoder().decode(plaintext);
  }
}

/** Purposes of the secrets of a channel, in one place because one service seals and others open. */
export const sealPurpose = {
  accessToken: (channelId: string) => `channel:${channelId}:access-token`,
  appSecret: (channelId: string) => `channel:${channelId}:app-secret`,
};
