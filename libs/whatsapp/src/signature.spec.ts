import { readFileSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { signBody, verifySignature } from './signature.js';

const folder = new URL('../fixtures/webhooks/', import.meta.url);
const secret = 'app-secret-of-the-test';
const plain = Buffer.from('{"text":"grüße 👍 @/"}');
const escaped = Buffer.from('{"text":"gr\\u00fc\\u00dfe \\ud83d\\udc4d @/"}');

describe('verifySignature', () => {
  it.each(readdirSync(folder))('accepts the bytes of %s as they are and refuses one changed byte', async (name) => {
    const rawBody = readFileSync(new URL(name, folder));
    const header = signBody(rawBody, secret);
    expect(await verifySignature({ rawBody, header, secrets: [secret] })).toEqual({
      valid: true,
      form: 'raw',
      secretIndex: 0,
    });
    const changed = Buffer.from(rawBody);
    changed[changed.length >> 1]! ^= 1;
    expect(await verifySignature({ rawBody: changed, header, secrets: [secret] })).toEqual({ valid: false });
  });

  it('agrees with a digest computed elsewhere', () => {
    // printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac key
    expect(signBody(Buffer.from('{"a":1}'), 'key')).toBe(
      'sha256=88a67f24bbcdaed0e6c997404bb79a743baf44c6bab2f4c27328e3009d22e342',
    );
  });

  it('names the secret that matched while a secret is being rotated', async () => {
    const header = signBody(plain, 'previous');
    expect(await verifySignature({ rawBody: plain, header, secrets: ['current', 'previous'] })).toEqual({
      valid: true,
      form: 'raw',
      secretIndex: 1,
    });
  });

  it('tries the escaped form of small bodies only: writing a large one anew costs several times its size', async () => {
    const signed = async (length: number) => {
      const rawBody = Buffer.from(`"${'é'.repeat(length)}"`);
      const header = signBody(Buffer.from(`"${'\\u00e9'.repeat(length)}"`), secret);
      return (await verifySignature({ rawBody, header, secrets: [secret] })).valid;
    };
    expect([await signed(1_000), await signed(100_000)]).toEqual([true, false]);
  });

  it('lets other work in between while it hashes a large body', async () => {
    const rawBody = Buffer.alloc(4 * 1024 * 1024, 'a');
    const check = verifySignature({ rawBody, header: signBody(rawBody, secret), secrets: ['other', secret] });
    let [turns, isOver] = [0, false];
    const over = check.finally(() => (isOver = true));
    for (; !isOver; turns++) await setImmediate();
    expect(await over).toEqual({ valid: true, form: 'raw', secretIndex: 1 });
    expect(turns).toBeGreaterThan(100);
  });

  it('accepts a signature made over the escaped form, and says so', async () => {
    const header = signBody(escaped, secret);
    expect(await verifySignature({ rawBody: plain, header, secrets: ['other', secret] })).toEqual({
      valid: true,
      form: 'escaped',
      secretIndex: 1,
    });
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['of another algorithm', signBody(plain, secret).replace('sha256', 'sha1')],
    ['without its prefix', signBody(plain, secret).slice(7)],
    ['one digit short', signBody(plain, secret).slice(0, -1)],
    ['one digit long', `${signBody(plain, secret)}0`],
    ['not hexadecimal', `sha256=${'z'.repeat(64)}`],
    ['made with another secret', signBody(plain, 'another')],
  ])('refuses a header that is %s', async (_, header) => {
    expect(await verifySignature({ rawBody: plain, header, secrets: [secret] })).toEqual({ valid: false });
  });

  it('takes an empty secret for a missing one: nobody can sign with it', async () => {
    expect(await verifySignature({ rawBody: plain, header: signBody(plain, ''), secrets: [''] })).toEqual({
      valid: false,
    });
    expect(await verifySignature({ rawBody: plain, header: signBody(plain, ''), secrets: [] })).toEqual({
      valid: false,
    });
  });

  it('refuses bytes that are no UTF-8 without failing', async () => {
    const rawBody = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    expect(await verifySignature({ rawBody, header: signBody(plain, secret), secrets: [secret] })).toEqual({
      valid: false,
    });
  });
});
