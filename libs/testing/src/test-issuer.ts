import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestIssuer {
  url: string;
  readonly publicKey: object;
  /** How often its keys were fetched. */
  fetched(): number;
  /** Signs with a new key from now on, and publishes that one alone. */
  rotate(): Promise<void>;
  /** A token that is right in every way, but for the change. */
  token(claims: JWTPayload, change?: TokenChange): Promise<string>;
  unsigned(claims: JWTPayload): string;
  stop(): Promise<void>;
}

interface TokenChange {
  audience?: string;
  issuer?: string;
  expires?: string | null;
  subject?: string | null;
  forged?: boolean;
  /** `typ` of its header. */
  type?: string;
}

/** An OpenID provider as far as a resource server sees one. */
export async function startTestIssuer(audience: string): Promise<TestIssuer> {
  let keys = await generateKeyPair('ES256');
  let kid = 'one';
  const stranger = await generateKeyPair('ES256');
  let publicKey = { ...(await exportJWK(keys.publicKey)), kid, alg: 'ES256', use: 'sig' };
  let fetches = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
    } else {
      fetches += 1;
      response.end(JSON.stringify({ keys: [publicKey] }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claimsOf = (claims: JWTPayload) => ({ sub: 'person-1', ...claims });
  return {
    url,
    get publicKey() {
      return publicKey;
    },
    fetched: () => fetches,
    rotate: async () => {
      keys = await generateKeyPair('ES256');
      kid = 'two';
      publicKey = { ...(await exportJWK(keys.publicKey)), kid, alg: 'ES256', use: 'sig' };
    },
    token: async (claims, change = {}) => {
      const { sub, ...rest } = claimsOf(claims);
      const jwt = new SignJWT({ ...rest, ...(change.subject === null ? {} : { sub }) })
        .setProtectedHeader({ alg: 'ES256', kid, ...(change.type === undefined ? {} : { typ: change.type }) })
        .setIssuer(change.issuer ?? url)
        .setAudience(change.audience ?? audience);
      if (change.expires !== null) jwt.setExpirationTime(change.expires ?? '5 minutes');
      return await jwt.sign(change.forged ? stranger.privateKey : keys.privateKey);
    },
    unsigned: (claims) =>
      new UnsecuredJWT(claimsOf(claims)).setIssuer(url).setAudience(audience).setExpirationTime('5 minutes').encode(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
