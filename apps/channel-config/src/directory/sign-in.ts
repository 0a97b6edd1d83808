import type { SignIn } from '@wabx/contracts';
import { CONSOLE_ISSUER } from '@wabx/runtime';
import { z } from 'zod';
import type { Extension } from './extension.entity.js';

const issuer = z
  .union([z.literal(CONSOLE_ISSUER), z.url({ protocol: /^https?$/ }).max(500)])
  .describe('As its tokens say in `iss`; `wabx` for an account of the console itself');

/** How a person signs in. */
export const signInSchema = z.union([
  z.strictObject({
    issuer,
    subject: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[\x20-\x7e\u00a0-\uffff]*$/, 'must not contain control characters')
      .describe('The issuer’s own name for the person: `sub` of their tokens'),
  }),
  z.strictObject({
    issuer: issuer.optional().describe('Without it the first issuer that the services are configured with'),
    email: z
      .email()
      .max(254)
      .refine(hasLengthsOfMail, 'must have at most 64 characters before the @, and at most 63 between dots behind it')
      .toLowerCase()
      .describe('Counts only in a token that says `email_verified`'),
  }),
]);

/** RFC 5321 and RFC 1035; readers of our description hold answers to it too. */
function hasLengthsOfMail(email: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  return local.length <= 64 && domain.split('.').every((label) => label.length <= 63 && !label.endsWith('-'));
}

type Columns = Pick<Extension, 'signInIssuer' | 'signInSubject' | 'signInEmail'>;

export function signInOf({ signInIssuer, signInSubject, signInEmail }: Columns): SignIn | undefined {
  if (signInIssuer !== null && signInSubject !== null) return { issuer: signInIssuer, subject: signInSubject };
  if (signInEmail === null) return undefined;
  return { ...(signInIssuer === null ? {} : { issuer: signInIssuer }), email: signInEmail };
}

/** Null and undefined: nobody signs in. */
export function toColumns(signIn: SignIn | null | undefined): Columns {
  return {
    signInIssuer: signIn?.issuer ?? null,
    signInSubject: signIn && 'subject' in signIn ? signIn.subject : null,
    signInEmail: signIn && 'email' in signIn ? signIn.email : null,
  };
}
