import type { ExtensionView } from '@wabx/contracts';
import { privateKeyOf } from '@wabx/messaging';
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { assertConfirmed } from './confirmed.js';
import type { Caller } from './caller.js';
import { refused } from './issuer-tokens.js';
import { callerOfPerson, type Directory } from './people.js';
import { Problem } from './problem.js';
import type { SealingKey } from './seal.js';

/** The console as an issuer: `iss` of its tokens, and the issuer of people who have an account of wabx's own. */
export const CONSOLE_ISSUER = 'wabx';
const AUDIENCE = 'wabx-services';
const TYPE = 'at+jwt';
/** Of what the console signs; a longer life would outlast the sign-in that was ended. */
const LIFETIME_SECONDS_MAX = 600;
const CLOCK_TOLERANCE_SECONDS = 30;

/** Signs a token with which the console calls the services as this person. */
export function consoleTokens({ id, key }: SealingKey): (person: ExtensionView, endsAt: Date) => Promise<string> {
  const privateKey = privateKeyOf(key);
  return (person, endsAt) =>
    new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid: id, typ: TYPE })
      .setIssuer(CONSOLE_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(person.id)
      .setIssuedAt()
      .setExpirationTime(endsAt)
      .sign(privateKey);
}

/** Accepts those tokens, by the console's public keys from the settings: nobody has to be asked. */
export class ConsoleTokens {
  private readonly keys: ReturnType<typeof createLocalJWKSet>;

  constructor(
    publicKeys: readonly SealingKey[],
    private readonly directory: () => Directory,
  ) {
    this.keys = createLocalJWKSet({
      keys: publicKeys.map(({ id, key }) => ({
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        kid: id,
        x: key.toString('base64url'),
      })),
    });
  }

  /** Throws a Problem: 401 for a token that is not good, 403 for who may no longer sign in, 503 while that cannot be known. */
  async verify(token: string): Promise<Caller> {
    const { sub = '', exp = 0 } = await this.read(token);
    const directory = this.directory();
    assertConfirmed(directory);
    const person = directory.get(`extension.${sub}`);
    if (person?.type !== 'extension' || person.deleted || person.signIn === undefined) throw noLongerKnown();
    return callerOfPerson(directory, person, new Date(exp * 1000));
  }

  private async read(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: CONSOLE_ISSUER,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
        typ: TYPE,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: LIFETIME_SECONDS_MAX,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refused('it has expired');
      if (error instanceof errors.JWTClaimValidationFailed) throw refused(`its ${error.claim} does not fit`);
      throw refused('its signature does not hold');
    }
  }
}

function noLongerKnown(): Problem {
  return new Problem('PERSON_UNKNOWN', 'This person no longer signs in here; an administrator can change that.');
}
