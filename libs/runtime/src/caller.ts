import type { ApiKeyView, Scope } from '@wabx/contracts';

/** Who calls: an API key or a person of the OIDC issuer, with scopes; an agent is bound to an extension. */
export interface Caller {
  /** Of an API key its id, of a person `oidc:<subject>`. */
  keyId: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  extensionId: string | undefined;
  /** When a person's token ends; keys have no end, they are revoked. */
  expiresAt?: Date;
}

export function callerOfKey(entry: ApiKeyView): Caller {
  return { keyId: entry.id, name: entry.name, scopes: new Set(entry.scopes), extensionId: entry.extensionId };
}
