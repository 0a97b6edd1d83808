import { publicKeyOf, signerOf, type NamedKey, type Sign, type Verify } from '@wabx/messaging';
import { ConfigError } from '@wabx/runtime';

/** Throws a ConfigError when other services with the same WABX_TRUSTED_KEYS would refuse everything. */
export function trustedSigner({ id, key }: NamedKey, verify: Verify): Sign {
  const sign = signerOf({ id, key });
  if (verify('subject', 'body', sign('subject', 'body'))) return sign;
  const publicKey = `${id}:${publicKeyOf(key).toString('base64')}`;
  throw new ConfigError(
    `channel-config cannot start: WABX_TRUSTED_KEYS must hold ${publicKey}, the public key of WABX_SIGNING_KEY, at every service.`,
  );
}
