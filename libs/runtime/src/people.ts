import type { DirectoryEntry, ExtensionView } from '@wabx/contracts';
import type { Caller } from './caller.js';
import { scopesOfPerson } from './roles.js';

/** The directory as this service knows it. */
export interface Directory {
  get(key: string): DirectoryEntry | undefined;
  values(): Iterable<DirectoryEntry>;
  unconfirmedForMs(): number;
}

/** Who a token says that somebody is. The e-mail address only when the issuer has verified it. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string | undefined;
  /** Whether who signs in by e-mail without an issuer is of this one. */
  isFirstIssuer: boolean;
}

/** The extension that this person is. The issuer's own name for them goes before an address, which may pass on. */
export function personOf(directory: Directory, identity: Identity): ExtensionView | undefined {
  let byEmail: ExtensionView | undefined;
  for (const entry of directory.values()) {
    if (entry.type !== 'extension' || entry.deleted || entry.signIn === undefined) continue;
    const { signIn } = entry;
    if ('subject' in signIn) {
      if (signIn.issuer === identity.issuer && signIn.subject === identity.subject) return entry;
    } else if (signIn.email === identity.email) {
      const isOfIssuer = signIn.issuer === undefined ? identity.isFirstIssuer : signIn.issuer === identity.issuer;
      if (isOfIssuer) byEmail = entry;
    }
  }
  return byEmail;
}

/** The person with what the directory gives them, whatever their token says. */
export function callerOfPerson(directory: Directory, person: ExtensionView, expiresAt: Date): Caller {
  const { id, name } = person;
  const known = accessOf(person);
  return {
    keyId: `person:${id}`,
    name,
    scopes: scopesOfPerson(person.role ?? 'agent'),
    extensionId: id,
    expiresAt,
    isOutdated: () => accessOf(directory.get(`extension.${id}`)) !== known,
  };
}

function accessOf(entry: DirectoryEntry | undefined): string | undefined {
  if (entry?.type !== 'extension' || entry.deleted) return undefined;
  return JSON.stringify([entry.signIn, entry.role]);
}
