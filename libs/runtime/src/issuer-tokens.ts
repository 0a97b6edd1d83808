import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { ConfigError } from './config.js';
import type { Issuer } from './issuers.js';
import { Problem } from './problem.js';

/** Only signatures that a public key proves; never `none`, never a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const TIMEOUT_MS = 5_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** Keys are kept so long; a token with a key that is not known fetches them anew, at most every 30 s. */
const KEYS_KEPT_MS = 600_000;
const RETRY_DISCOVERY_MS = 5_000;
/** `typ` of an access token's header (RFC 9068), or of one that says nothing. Others are for something else. */
const ACCESS_TOKEN_TYPES = new Set(['jwt', 'at+jwt']);

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Verifies the tokens of one issuer with its public keys, which are fetched once and kept: no request to the issuer for a
 * call. https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export class IssuerTokens {
  private keys: Promise<JWTVerifyGetKey> | undefined;
  private failedAt = -Infinity;

  constructor(
    private readonly issuer: Issuer,
    private readonly production: boolean,
  ) {
    if (![issuer.issuer, issuer.jwksUri ?? issuer.issuer].every((url) => isTrusted(url, production))) {
      throw new ConfigError(
        `The issuer ${issuer.issuer} of WABX_OIDC_ISSUER or WABX_OIDC_ISSUERS must begin with https://, and its keys too: whoever answers there decides who comes in`,
      );
    }
  }

  /** Throws a Problem: 401 for a token that is not good, 503 while the issuer's keys cannot be had. */
  async verify(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.issuer;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await this.keysOfIssuer(), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        // A token without an end could never be taken back.
        requiredClaims: ['exp', 'sub'],
      });
      const type = (protectedHeader.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
      if (!ACCESS_TOKEN_TYPES.has(type)) throw refused('it is no access token');
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
    this.keys ??= this.find();
    try {
      return await this.keys;
    } catch {
      this.keys = undefined;
      this.failedAt = performance.now();
      throw away();
    }
  }

  private async find(): Promise<JWTVerifyGetKey> {
    const url = this.issuer.jwksUri ?? (await this.discover());
    return createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS, cacheMaxAge: KEYS_KEPT_MS });
  }

  private async discover(): Promise<string> {
    const { issuer } = this.issuer;
    const response = await fetch(`${issuer.replace(/(?<!\/)\/+$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
    const found = discoverySchema.parse(await response.json());
    if (found.issuer !== issuer) throw new Error('the issuer calls itself by another name');
    if (!isTrusted(found.jwks_uri, this.production)) throw new Error("the issuer's keys are not at an https address");
    return found.jwks_uri;
  }
}

/** A token that opens nothing, whoever brings it. */
export function refused(why: string): Problem {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
  return new Problem('UNAUTHENTICATED', `The token is not accepted: ${why}.`, {}, headers);
}

function away(): Problem {
  const detail = 'Tokens cannot be checked because their issuer does not answer. Try again shortly.';
  return new Problem('AUTH_UNAVAILABLE', detail, {}, { 'retry-after': '5' });
}

/** Whoever answers there decides who comes in. */
function isTrusted(url: string, production: boolean): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (!production && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
