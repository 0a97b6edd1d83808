import { describe, expect, it } from '@jest/globals';
import { readText, tree } from '../src/workspace.js';

const kinds: [string, RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}/],
  ['an access token of Meta', /\bEAA[A-Za-z0-9]{60,}/],
  ['a key of the object store', /\bAKIA[0-9A-Z]{16}\b/],
  ['a token of a package registry', /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=/],
  ['an address with a password in it', /\b(?:https?|postgres(?:ql)?|nats):\/\/[^\s/'"`:@${}<]+:[^\s/'"`:@${}<]{16,}@/],
];

// Of a server that no client trusts: it is there to be refused.
const PUBLIC_KEYS = ['libs/whatsapp/fixtures/tls/untrusted.key'];

const files = tree().files.filter((file) => !PUBLIC_KEYS.includes(file));

describe('secrets', () => {
  it.each(kinds)('nowhere in the tree is %s', (_kind, pattern) => {
    expect(files.filter((file) => pattern.test(readText(file)))).toEqual([]);
  });

  it.each([
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIB'.repeat(4)}`],
    ['an access token of Meta', `EAA${'GmZ0xYc'.repeat(12)}`],
    ['an address with a password in it', `postgres://router:${'q7Zp'.repeat(6)}@db:5432/wabx`],
  ])('%s would be found', (kind, sample) => {
    expect(kinds.filter(([, pattern]) => pattern.test(sample)).map(([name]) => name)).toEqual([kind]);
  });
});
