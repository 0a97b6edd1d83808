import { scopeSchema, type DirectoryEntry, type Scope } from '@wabx/contracts';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Caller } from './caller.js';
import { ConfigError } from './config.js';
import { Problem } from './problem.js';

/** Only signatures that a public key proves; never `none`, never a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const TIMEOUT_MS = 5_000;
const LIFETIME_SECONDS_MAX = 24 * 3600;
/** Signed by the same keys, and made for something else. */
const notForAccess = new Set(['ID', 'Refresh', 'Offline', 'Logout']);
const CLOCK_TOLERANCE_SECONDS = 30;
/** Keys are kept so long; a token with a key that is not known fetches them anew, at most every 30 s. */
const KEYS_KEPT_MS = 600_000;
const RETRY_DISCOVERY_MS = 5_000;

/** Named sets of scopes, for issuers that know people by their roles. */
export const roles: Record<string, readonly Scope[]> = {
  administrator: [
    'channels:read',
    'channels:write',
    'directory:read',
    'directory:write',
    'sessions:read',
    'sessions:write',
    'media:read',
    'media:write',
    'stats:read',
    'customers:erase',
    'ops:read',
    'ops:write',
    'keys:write',
  ],
  supervisor: ['directory:read', 'sessions:read', 'sessions:write', 'media:read', 'media:write', 'stats:read'],
  agent: ['agent'],
  analyst: ['stats:read'],
  operator: ['channels:read', 'directory:read', 'ops:read', 'ops:write'],
};

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
  scope: textOrList,
  wabx_scopes: textOrList,
  wabx_roles: textOrList,
  wabx_extension: z.string().optional().catch(undefined),
});

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

export interface OidcOptions {
  issuer: string;
  audience: string;
  production: boolean;
}

/** The extensions as this service knows them. */
export type Extensions = Iterable<DirectoryEntry>;

/**
 * Verifies access tokens (JWT) of one issuer with its public keys, which are fetched once and kept: no request to the
 * issuer for a call. https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export class OidcTokens {
  private keys: Promise<JWTVerifyGetKey> | undefined;
  private failedAt = -Infinity;

  constructor(
    private readonly options: OidcOptions,
    private readonly extensions: () => Extensions,
  ) {
    if (!isTrusted(options.issuer, options.production)) {
      throw new ConfigError('WABX_OIDC_ISSUER must begin with https://: whoever answers for it decides who comes in');
    }
  }

  /** Throws a Problem: 401 for a token that is not good, 503 while the issuer's keys cannot be had. */
  async verify(token: string): Promise<Caller> {
    const payload = await this.payloadOf(token);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw refused('it has no subject');
    if (notForAccess.has(claims.data.typ ?? '')) throw refused('it is no access token');
    // One that is taken back at the issuer opens our doors until it ends.
    const { exp, iat = Date.now() / 1000 } = claims.data;
    if (exp - iat > LIFETIME_SECONDS_MAX) throw refused('it lives longer than a day');
    return toCaller(claims.data, this.extensions());
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.options;
    try {
      const { payload } = await jwtVerify(token, await this.keysOfIssuer(), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        // A token without an end could never be taken back.
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof errors.JWTExpired) throw refused('it has expired');
      if (error instanceof errors.JWTClaimValidationFailed) throw refused(`its ${error.claim} does not fit`);
      // Its generic error is that the keys were answered with something else than 200.
      const isAway = error instanceof errors.JWKSTimeout || codeOf(error) === 'ERR_JOSE_GENERIC';
      if (isAway || !(error instanceof errors.JOSEError)) throw away();
      throw refused('its signature does not hold');
    }
  }

  private async keysOfIssuer(): Promise<JWTVerifyGetKey> {
    if (this.keys === undefined && performance.now() - this.failedAt < RETRY_DISCOVERY_MS) throw away();
    this.keys ??= discover(this.options);
    try {
      return await this.keys;
    } catch {
      this.keys = undefined;
      this.failedAt = performance.now();
      throw away();
    }
  }
}

async function discover({ issuer, production }: OidcOptions): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/(?<!\/)\/+$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
  const found = discoverySchema.parse(await response.json());
  if (found.issuer !== issuer) throw new Error('the issuer calls itself by another name');
  if (!isTrusted(found.jwks_uri, production)) throw new Error("the issuer's keys are not at an https address");
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: TIMEOUT_MS, cacheMaxAge: KEYS_KEPT_MS });
}

/** Whoever answers there decides who comes in. */
function isTrusted(url: string, production: boolean): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (!production && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function toCaller(claims: z.infer<typeof claimsSchema>, extensions: Extensions): Caller {
  const named = [...(claims.scope ?? []), ...(claims.wabx_scopes ?? [])].flatMap((word) => {
    const scope = scopeSchema.safeParse(word);
    return scope.success ? [scope.data] : [];
  });
  const ofRoles = (claims.wabx_roles ?? []).flatMap((role) => (Object.hasOwn(roles, role) ? (roles[role] ?? []) : []));
  const granted = new Set<Scope>([...named, ...ofRoles]);
  const extensionId = extensionOf(claims.wabx_extension, extensions);
  // An agent is one extension; without it the scope would open nobody's sessions, or everybody's.
  if (extensionId === undefined) granted.delete('agent');
  const expiresAt = new Date(claims.exp * 1000);
  return { keyId: `oidc:${claims.sub}`, name: claims.name ?? claims.sub, scopes: granted, extensionId, expiresAt };
}

function extensionOf(wanted: string | undefined, extensions: Extensions): string | undefined {
  if (wanted === undefined) return undefined;
  for (const entry of extensions) {
    if (entry.type !== 'extension' || entry.deleted) continue;
    if (entry.id === wanted || entry.number === wanted) return entry.id;
  }
  return undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function refused(why: string): Problem {
  return new Problem(
    'UNAUTHENTICATED',
    `The token is not accepted: ${why}.`,
    {},
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );
}

function away(): Problem {
  return new Problem(
    'AUTH_UNAVAILABLE',
    'Tokens cannot be checked because their issuer does not answer. Try again shortly.',
    {},
    { 'retry-after': '5' },
  );
}
