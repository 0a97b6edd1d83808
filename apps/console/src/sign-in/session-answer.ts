import { personRoles, scopeSchema } from '@wabx/contracts';
import { scopesOfPerson } from '@wabx/runtime';
import { z } from 'zod';
import { ways, type SignIn } from './sign-ins.js';

/** Who is signed in, as the page needs it. */
export const sessionSchema = z
  .object({
    id: z.uuid().describe('Of this sign-in, as in the list of them'),
    person: z.object({
      id: z.uuid().describe('Of the extension'),
      number: z.string(),
      name: z.string(),
      role: z.enum(personRoles),
      scopes: z.array(scopeSchema),
    }),
    way: z.enum(ways).describe('By a link, an identity provider, or a password'),
    startedAt: z.iso.datetime(),
    endsAt: z.iso.datetime().describe('Unless it is used before: then 12 hours later, at most 7 days after its start'),
  })
  .meta({ id: 'ConsoleSession' });

export function toSession({ id, person, way, startedAt, endsAt }: SignIn): z.infer<typeof sessionSchema> {
  const { number, name, role = 'agent' } = person;
  return {
    id,
    person: { id: person.id, number, name, role, scopes: [...scopesOfPerson(role)] },
    way,
    startedAt: startedAt.toISOString(),
    endsAt: endsAt.toISOString(),
  };
}

export const signInSchema = z
  .object({
    id: z.uuid(),
    extensionId: z.uuid(),
    way: z.enum(ways),
    browser: z.string().describe('As it calls itself'),
    address: z.string(),
    startedAt: z.iso.datetime(),
    usedAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    isThisOne: z.boolean().describe('The one with which the list is read'),
  })
  .meta({ id: 'SignIn' });

export function toListed(signIn: SignIn, thisOne: string | undefined): z.infer<typeof signInSchema> {
  const { id, person, way, browser, address, startedAt, usedAt, endsAt } = signIn;
  return {
    id,
    extensionId: person.id,
    way,
    browser,
    address,
    startedAt: startedAt.toISOString(),
    usedAt: usedAt.toISOString(),
    endsAt: endsAt.toISOString(),
    isThisOne: id === thisOne,
  };
}
