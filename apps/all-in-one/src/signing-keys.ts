import { publicKeyOf } from '@wabx/messaging';
import { ConfigError, loadConfig, sealingKeysSchema } from '@wabx/runtime';
import { hkdfSync } from 'node:crypto';
import { z } from 'zod';

/**
 * The settings with which channel-config signs and every service believes it, where nobody has set them. They follow from
 * the sealing key, so that a restart and a second replica have the same; nothing is lost by that, because one process has
 * both in any case.
 */
export function signingKeys(env: Record<string, string | undefined>): Record<string, string> {
  const isGiven = Object.keys(env).some((name) => /WABX_(SIGNING_KEY|TRUSTED_KEYS)(_FILE)?$/.test(name));
  if (isGiven) return {};
  const sealingKey = firstSealingKey(env);
  if (sealingKey === undefined) return {};
  const { id, key } = sealingKey;
  const seed = Buffer.from(hkdfSync('sha256', key, '', 'wabx signing key', 32));
  return {
    WABX_SIGNING_KEY: `${id}:${seed.toString('base64')}`,
    WABX_TRUSTED_KEYS: `${id}:${publicKeyOf(seed).toString('base64')}`,
  };
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
