import { createHash, randomBytes } from 'node:crypto';

/** A cookie's value or a code in a link: 256 random bits, of which the database keeps a hash. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
