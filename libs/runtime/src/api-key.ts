import type { apiKeysView, ApiKeyView } from '@wabx/contracts';
import type { LiveView } from '@wabx/messaging';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { assertConfirmed } from './confirmed.js';
import { Problem } from './problem.js';

const TOKEN = /^wabx_([A-Za-z0-9]{8,32})_([A-Za-z0-9_-]{43})$/;

/** A new key: `token` is shown once, only the hash is kept. */
export function newApiKey(): { id: string; token: string; secretSha256: string } {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, token: `wabx_${id}_${secret}`, secretSha256: sha256(secret) };
}

/** Id and hash of a key given as text; undefined when it is not one. */
export function parseApiKey(token: string): { id: string; secretSha256: string } | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  return id && secret ? { id, secretSha256: sha256(secret) } : undefined;
}

/** Verifies keys from the projected bucket, without asking anybody. */
export class ApiKeys {
  constructor(private readonly view: LiveView<typeof apiKeysView>) {}

  /** The key's entry; throws a Problem (401, or 503 while our copy of the keys may be old). */
  verify(authorization: string | undefined): ApiKeyView {
    assertConfirmed(this.view);
    const presented = parseApiKey(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    const entry = presented && this.view.get(presented.id);
    // One compare for every outcome: whether a key id exists takes as long as whether its secret is right.
    const isLive = entry !== undefined && !entry.revoked && !isOver(entry);
    const wanted = isLive ? entry.secretSha256 : sha256('');
    const right = timingSafeEqual(Buffer.from(presented?.secretSha256 ?? sha256('-')), Buffer.from(wanted));
    if (!isLive || !right) {
      throw new Problem(
        'UNAUTHENTICATED',
        'Send a valid API key: Authorization: Bearer wabx_<id>_<secret>.',
        {},
        {
          'www-authenticate': 'Bearer',
        },
      );
    }
    return entry;
  }
}

function isOver({ expiresAt }: ApiKeyView): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
