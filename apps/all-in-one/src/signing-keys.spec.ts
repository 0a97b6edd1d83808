import { expect, it } from '@jest/globals';
import { signerOf, verifierOf } from '@wabx/messaging';
import { sealingKeysSchema, signingKeySchema } from '@wabx/runtime';
import { signingKeys } from './signing-keys.js';

const env = { WABX_SEALING_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` };

it('one process makes a pair of its own that belongs together, and the same at each start', () => {
  const made = signingKeys(env);
  expect(signingKeys({ ...env })).toEqual(made);
  const sign = signerOf(signingKeySchema.parse(made['WABX_SIGNING_KEY']));
  const verify = verifierOf(sealingKeysSchema.parse(made['WABX_TRUSTED_KEYS']));
  expect(verify('subject', 'body', sign('subject', 'body'))).toBe(true);
});

it('another sealing key gives another pair', () => {
  const other = { WABX_SEALING_KEYS: `k1:${Buffer.alloc(32, 2).toString('base64')}` };
  expect(signingKeys(other)['WABX_TRUSTED_KEYS']).not.toBe(signingKeys(env)['WABX_TRUSTED_KEYS']);
});

it.each([
  ['WABX_SIGNING_KEY', ['WABX_CONSOLE_SIGNING_KEY', 'WABX_CONSOLE_KEYS']],
  ['WABX_TRUSTED_KEYS_FILE', ['WABX_CONSOLE_SIGNING_KEY', 'WABX_CONSOLE_KEYS']],
  ['WABX_ROUTER_WABX_TRUSTED_KEYS', ['WABX_CONSOLE_SIGNING_KEY', 'WABX_CONSOLE_KEYS']],
  ['WABX_CONSOLE_KEYS', ['WABX_SIGNING_KEY', 'WABX_TRUSTED_KEYS']],
  ['WABX_CONSOLE_SIGNING_KEY_FILE', ['WABX_SIGNING_KEY', 'WABX_TRUSTED_KEYS']],
])('%s that is set stays, and the other pair is made', (name, made) => {
  expect(Object.keys(signingKeys({ ...env, [name]: 'given' }))).toEqual(made);
});

it('the pairs are different ones', () => {
  const { WABX_TRUSTED_KEYS, WABX_CONSOLE_KEYS } = signingKeys(env);
  expect(WABX_CONSOLE_KEYS).not.toBe(WABX_TRUSTED_KEYS);
});
