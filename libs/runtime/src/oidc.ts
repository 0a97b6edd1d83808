import { scopeSchema, type Scope } from '@wabx/contracts';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Caller } from './caller.js';
import { assertConfirmed } from './confirmed.js';
import { CONSOLE_ISSUER, type ConsoleTokens } from './console-tokens.js';
import { IssuerTokens, refused } from './issuer-tokens.js';
import type { Issuer } from './issuers.js';
import { callerOfPerson, personOf, type Directory } from './people.js';
import { Problem } from './problem.js';
import { roles } from './roles.js';

const LIFETIME_SECONDS_MAX = 24 * 3600;
/** Signed by the same keys, and made for something else. */
const notForAccess = new Set(['ID', 'Refresh', 'Offline', 'Logout']);
/** What only tokens have that say how somebody signed in (OpenID Connect Core, 3.3.2.11) or out (RFC 8417). */
const marksOfOthers = ['at_hash', 'c_hash', 's_hash', 'events'];
/** Other letters can look the same, and some become the same in lower case. */
const ASCII = /^[\x21-\x7e]+$/;

const textOrList = z
  .union([z.string().transform((text) => text.split(' ')), z.array(z.string())])
  .optional()
  .catch(undefined);

/**
 * What of a token's claims decides. `scope` (RFC 9068) and `wabx_scopes` name scopes, `wabx_roles` {@link roles}; words
 * of other systems are passed over. `wabx_extension` is the id or the number of the extension that an agent is.
 */
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  exp: z.number(),
  iat: z.number().optional().catch(undefined),
  /** Keycloak's word for what kind of token it is. */
  typ: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().max(320).regex(ASCII).toLowerCase().optional().catch(undefined),
  email_verified: z.literal(true).optional().catch(undefined),
  scope: textOrList,
  wabx_scopes: textOrList,
  wabx_roles: textOrList,
  wabx_extension: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/** Verifies access tokens (JWT) of the issuers of the configuration, each with its own keys, and those of our console. */
export class OidcTokens {
  private readonly issuers: Map<string, { issuer: Issuer; isFirst: boolean; tokens: IssuerTokens }>;

  constructor(
    issuers: readonly Issuer[],
    production: boolean,
    private readonly directory: () => Directory,
    private readonly console?: ConsoleTokens,
  ) {
    this.issuers = new Map(
      issuers.map((issuer, at) => [
        issuer.issuer,
        { issuer, isFirst: at === 0, tokens: new IssuerTokens(issuer, production) },
      ]),
    );
  }

  /** Throws a Problem: 401 for a token that is not good, 403 for who is nobody here, 503 while that cannot be known. */
  async verify(token: string): Promise<Caller> {
    const named = issuerOf(token) ?? '';
    if (this.console !== undefined && named === CONSOLE_ISSUER) return await this.console.verify(token);
    const from = this.issuers.get(named);
    if (from === undefined) throw refused('its iss does not fit');
    const payload = await from.tokens.verify(token);
    const parsed = claimsSchema.safeParse(payload);
    if (!parsed.success) throw refused('it has no subject');
    const claims = parsed.data;
    if (notForAccess.has(claims.typ ?? '') || marksOfOthers.some((mark) => mark in payload)) {
      throw refused('it is no access token');
    }
    // One that is taken back at the issuer opens our doors until it ends.
    const { exp, iat = Date.now() / 1000 } = claims;
    if (exp - iat > LIFETIME_SECONDS_MAX) throw refused('it lives longer than a day');
    return this.toCaller(claims, from.issuer, from.isFirst);
  }

  private toCaller(claims: Claims, { issuer, claims: mayClaim }: Issuer, isFirstIssuer: boolean): Caller {
    const directory = this.directory();
    assertConfirmed(directory);
    const email = claims.email_verified === true ? claims.email : undefined;
    const person = personOf(directory, { issuer, subject: claims.sub, email, isFirstIssuer });
    if (person !== undefined) return callerOfPerson(directory, person, endOf(claims));
    if (!mayClaim) throw unknownPerson();
    // Subjects are an issuer's own: two issuers may use the same one for different people.
    const keyId = isFirstIssuer ? `oidc:${claims.sub}` : `oidc:${issuer}#${claims.sub}`;
    return { keyId, ...toGranted(claims, directory) };
  }
}

/** By what the token says itself; what it says is not true before its signature is verified. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw refused('it is no JWT');
  }
}

/** What the token itself says that the person may do. */
function toGranted(claims: Claims, directory: Directory): Omit<Caller, 'keyId'> {
  const named = [...(claims.scope ?? []), ...(claims.wabx_scopes ?? [])].flatMap((word) => {
    const scope = scopeSchema.safeParse(word);
    return scope.success ? [scope.data] : [];
  });
  const ofRoles = (claims.wabx_roles ?? []).flatMap((role) => (Object.hasOwn(roles, role) ? (roles[role] ?? []) : []));
  const granted = new Set<Scope>([...named, ...ofRoles]);
  const extensionId = extensionOf(claims.wabx_extension, directory);
  // An agent is one extension; without it the scope would open nobody's sessions, or everybody's.
  if (extensionId === undefined) granted.delete('agent');
  return { name: claims.name ?? claims.sub, scopes: granted, extensionId, expiresAt: endOf(claims) };
}

function extensionOf(wanted: string | undefined, directory: Directory): string | undefined {
  if (wanted === undefined) return undefined;
  for (const entry of directory.values()) {
    if (entry.type !== 'extension' || entry.deleted) continue;
    if (entry.id === wanted || entry.number === wanted) return entry.id;
  }
  return undefined;
}

function endOf({ exp }: Claims): Date {
  return new Date(exp * 1000);
}

function unknownPerson(): Problem {
  const detail =
    'Nobody here signs in as the person of this token. An administrator gives an extension this sign-in: issuer and ' +
    'subject, or an e-mail address, which counts only when the issuer has verified it.';
  return new Problem('PERSON_UNKNOWN', detail);
}
