import { publicKeyOf } from '@wabx/messaging';
import { ConfigError, loadConfig, sealingKeysSchema, type SealingKey } from '@wabx/runtime';
import { hkdfSync } from 'node:crypto';
import { z } from 'zod';

const pairs = [
  // channel-config signs the configuration, every service believes it.
  { isOf: /WABX_(SIGNING_KEY|TRUSTED_KEYS)(_FILE)?$/, signs: 'WABX_SIGNING_KEY', believes: 'WABX_TRUSTED_KEYS' },
  // The console signs people in, every service lets them in.
  {
    isOf: /WABX_CONSOLE_(SIGNING_KEY|KEYS)(_FILE)?$/,
    signs: 'WABX_CONSOLE_SIGNING_KEY',
    believes: 'WABX_CONSOLE_KEYS',
  },
] as const;
const purposes = { WABX_SIGNING_KEY: 'wabx signing key', WABX_CONSOLE_SIGNING_KEY: 'wabx console signing key' };

/**
 * The settings with which channel-config and the console sign and every service believes them, where nobody has set them.
 * They follow from the sealing key, so that a restart and a second replica have the same; nothing is lost by that, because
 * one process has both in any case.
 */
export function signingKeys(env: Record<string, string | undefined>): Record<string, string> {
  const sealingKey = firstSealingKey(env);
  if (sealingKey === undefined) return {};
  const missing = pairs.filter(({ isOf }) => !Object.keys(env).some((name) => isOf.test(name)));
  return Object.fromEntries(missing.flatMap(({ signs, believes }) => pairOf(sealingKey, signs, believes)));
}

function pairOf({ id, key }: SealingKey, signs: keyof typeof purposes, believes: string): [string, string][] {
  const seed = Buffer.from(hkdfSync('sha256', key, '', purposes[signs], 32));
  return [
    [signs, `${id}:${seed.toString('base64')}`],
    [believes, `${id}:${publicKeyOf(seed).toString('base64')}`],
  ];
}

/** Undefined when it is missing or wrong: the services say so with everything else that is. */
function firstSealingKey(env: Record<string, string | undefined>) {
  try {
    return loadConfig('channel-config', z.object({ WABX_SEALING_KEYS: sealingKeysSchema }), env).WABX_SEALING_KEYS[0];
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
