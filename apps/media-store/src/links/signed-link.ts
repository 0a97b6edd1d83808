import { createHmac, timingSafeEqual } from 'node:crypto';

export interface LinkKey {
  id: string;
  key: Buffer;
}

export interface LinkClaim {
  fileId: string;
  expiresAtSeconds: number;
}

// Bound into every signature, so that a key used elsewhere by mistake signs no links there.
const PURPOSE = 'wabx-media-link:v1:';
const TOKEN = /^([A-Za-z0-9-]{1,32})\.([0-9a-z]{1,11})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/;

/** `<key id>.<expiry>.<file id>.<HMAC-SHA256 of the three>`: opens one file, for reading, until the expiry. */
export function signLink(keys: readonly LinkKey[], { fileId, expiresAtSeconds }: LinkClaim): string {
  const [current] = keys;
  if (!current) throw new Error('there is no key to sign links with');
  const claim = `${current.id}.${expiresAtSeconds.toString(36)}.${fileId.replaceAll('-', '')}`;
  return `${claim}.${signatureOf(current, claim).toString('base64url')}`;
}

/** What a link claims; undefined unless one of our keys has signed exactly this. Whether it has expired is not asked here. */
export function verifyLink(keys: readonly LinkKey[], token: string): LinkClaim | undefined {
  const [, keyId = '', expiry = '', file = '', signature = ''] = TOKEN.exec(token) ?? [];
  const key = keys.find(({ id }) => id === keyId);
  if (!key) return undefined;
  const right = timingSafeEqual(signatureOf(key, `${keyId}.${expiry}.${file}`), Buffer.from(signature, 'base64url'));
  // The last character of 43 carries two bits that say nothing: only one spelling of a signature is taken.
  if (!right || Buffer.from(signature, 'base64url').toString('base64url') !== signature) return undefined;
  const fileId = file.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { fileId, expiresAtSeconds: Number.parseInt(expiry, 36) };
}

function signatureOf({ key }: LinkKey, claim: string): Buffer {
  return createHmac('sha256', key)
    .update(PURPOSE + claim)
    .digest();
}
