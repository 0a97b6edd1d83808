import type { PersonRole, Scope } from '@wabx/contracts';

/** Named sets of scopes, for issuers that know people by their roles and for the people in our directory. */
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

/** What a person of the directory may do. Everybody there is an extension, and so an agent too. */
export function scopesOfPerson(role: PersonRole): ReadonlySet<Scope> {
  return new Set<Scope>([...(roles[role] ?? []), 'agent']);
}
