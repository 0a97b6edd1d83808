import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ });

const issuerSchema = z.strictObject({
  /** As its tokens say in `iss`. */
  issuer: httpUrl,
  audience: z.string().min(1),
  /** Where its public keys are; without it its discovery document says so. */
  jwksUri: httpUrl.optional(),
  /**
   * Whether its tokens may say themselves what somebody may do, by `scope` and the claims of wabx. Without it they only
   * say who somebody is, and our directory says what they may.
   */
  claims: z.boolean().default(false),
});
export type Issuer = z.output<typeof issuerSchema>;

/** `WABX_OIDC_ISSUERS`: JSON such as `[{"issuer":"https://id.example.com","audience":"wabx"}]`. */
export const issuerListSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON list of issuers' });
      return z.NEVER;
    }
  })
  .pipe(z.array(issuerSchema).max(20));

export interface IssuerSettings {
  WABX_OIDC_ISSUER?: string | undefined;
  WABX_OIDC_AUDIENCE?: string | undefined;
  WABX_OIDC_ISSUERS?: Issuer[] | undefined;
}

/** All issuers, first the one that has settings of its own. Who signs in by e-mail without an issuer is of the first. */
export function issuersOf(settings: IssuerSettings): Issuer[] {
  const { WABX_OIDC_ISSUER: issuer, WABX_OIDC_AUDIENCE: audience, WABX_OIDC_ISSUERS: more = [] } = settings;
  return issuer === undefined || audience === undefined ? more : [{ issuer, audience, claims: true }, ...more];
}

/** What is wrong with the issuers as a whole, if anything. */
export function faultOfIssuers(settings: IssuerSettings): string | undefined {
  if ((settings.WABX_OIDC_ISSUER === undefined) !== (settings.WABX_OIDC_AUDIENCE === undefined)) {
    return 'WABX_OIDC_ISSUER and WABX_OIDC_AUDIENCE go together';
  }
  const names = issuersOf(settings).map(({ issuer }) => issuer);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  return repeated && `WABX_OIDC_ISSUERS names ${repeated} twice`;
}
