import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { signLink, verifyLink, type LinkKey } from './signed-link.js';

const key = (id: string): LinkKey => ({ id, key: randomBytes(32) });
const current = key('k2');
const previous = key('k1');
const claim = { fileId: randomUUID(), expiresAtSeconds: 1_795_000_000 };

describe('a signed link', () => {
  it('says which file until when', () => {
    expect(verifyLink([current], signLink([current], claim))).toEqual(claim);
  });

  it('is still good after the key was changed, while the old one is kept', () => {
    const link = signLink([previous], claim);
    expect(verifyLink([current, previous], link)).toEqual(claim);
    expect(verifyLink([current], link)).toBeUndefined();
  });

  it('is refused when any one character is another', () => {
    const link = signLink([current], claim);
    for (let at = 0; at < link.length; at += 1) {
      for (const other of ['A', 'b', '0', '.', '_']) {
        const altered = link.slice(0, at) + other + link.slice(at + 1);
        if (altered !== link) expect(verifyLink([current, previous], altered)).toBeUndefined();
      }
    }
  });

  it.each(['', '.', 'a.b.c.d', `k2.x.${'0'.repeat(32)}.${'A'.repeat(43)}`, '../../etc', 'k2'])(
    'is refused when it is none: %j',
    (token) => {
      expect(verifyLink([current], token)).toBeUndefined();
    },
  );

  it('made for one file or time does not open another', () => {
    const [, , , signature] = signLink([current], claim).split('.');
    const [id, , file] = signLink([current], { ...claim, fileId: randomUUID() }).split('.');
    const [, later] = signLink([current], { ...claim, expiresAtSeconds: claim.expiresAtSeconds + 1 }).split('.');
    const [, expiry, ownFile] = signLink([current], claim).split('.');
    expect(verifyLink([current], [id, expiry, file, signature].join('.'))).toBeUndefined();
    expect(verifyLink([current], [id, later, ownFile, signature].join('.'))).toBeUndefined();
  });
});
