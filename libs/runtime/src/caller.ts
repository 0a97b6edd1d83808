import type { ApiKeyView, Doer, Scope } from '@wabx/contracts';

/** Who calls: an API key or a person with a token, with scopes; an agent is bound to an extension. */
export interface Caller {
  /** Of an API key its id, of a person of our directory `person:<extension id>`, of another one `oidc:<subject>`. */
  keyId: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  extensionId: string | undefined;
  /** When a person's token ends, or a key that was made to. */
  expiresAt?: Date;
  /** Of a person of our directory: whether what it said about them has changed since. */
  isOutdated?: () => boolean;
  /** From where, and which request it is; missing before there is one. */
  address?: string;
  requestId?: string;
}

/** The caller as the audit names him. */
export function doerOf({ keyId, name, address, requestId }: Omit<Caller, 'scopes' | 'extensionId'>): Doer {
  return { keyId, name, address, requestId };
}

export function callerOfKey(entry: ApiKeyView): Caller {
  const { id, name, scopes, extensionId, expiresAt } = entry;
  const end = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
  return { keyId: id, name, scopes: new Set(scopes), extensionId, ...end };
}

/** A person with a token, not an API key. */
export function isPerson({ keyId }: Pick<Caller, 'keyId'>): boolean {
  return keyId.startsWith('oidc:') || keyId.startsWith('person:');
}
