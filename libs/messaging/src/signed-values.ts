import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** A name and 32 bytes: the seed of an Ed25519 private key, or a public key. */
export interface NamedKey {
  id: string;
  key: Buffer;
}

export type Sign = (subject: string, body: string) => string;
/** False also for no signature at all. */
export type Verify = (subject: string, body: string, signature: string | undefined) => boolean;

export const SIGNATURE_HEADER = 'Wabx-Signature';
/** What stands before the seed in the PKCS #8 form of an Ed25519 key. https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Signs values of the buckets. Bucket and key are in the subject and the version is in the body, so a signature is worth
 * nothing for another key, another bucket or another content.
 */
export function signerOf({ id, key }: NamedKey): Sign {
  const privateKey = privateKeyOf(key);
  return (subject, body) => `${id}:${sign(null, signed(subject, body), privateKey).toString('base64url')}`;
}

/** Accepts what the private key of one of these public keys has signed. */
export function verifierOf(keys: readonly NamedKey[]): Verify {
  const ring = new Map(keys.map(({ id, key }) => [id, publicKeyFrom(key)]));
  return (subject, body, signature) => {
    const [id = '', bytes = ''] = signature?.split(':') ?? [];
    const publicKey = ring.get(id);
    return publicKey !== undefined && verify(null, signed(subject, body), publicKey, Buffer.from(bytes, 'base64url'));
  };
}

/** The 32 bytes of the public key that belongs to the seed of a private one. */
export function publicKeyOf(seed: Buffer): Buffer {
  const { x = '' } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** The Ed25519 private key of this seed. */
export function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyFrom(key: Buffer) {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' });
}

/** No subject has a line break. */
const signed = (subject: string, body: string) => Buffer.from(`${subject}\n${body}`);
