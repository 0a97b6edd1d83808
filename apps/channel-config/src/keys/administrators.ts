import type { Scope } from '@wabx/contracts';
import { Problem, roles, type Issuer } from '@wabx/runtime';
import { ArrayContains, IsNull, type EntityManager } from 'typeorm';
import { Extension } from '../directory/extension.entity.js';
import { signInOf } from '../directory/sign-in.js';
import { ApiKey } from './api-key.entity.js';

const administratorScopes = roles['administrator'] ?? [];
/** Any number that nobody else uses for an advisory lock. */
const ADMINISTRATORS_LOCK = 0x61646d69;

/** Sees to it that somebody is left who can give every right of an administrator. */
export class Administrators {
  /** @param issuers by whose tokens people sign in; an administrator of another issuer cannot come in */
  constructor(private readonly issuers: readonly Issuer[]) {}

  /** One change at a time: of two who remove each other at once the second one is refused. First of all locks. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [ADMINISTRATORS_LOCK]);
  }

  /** Does the work, unless nobody could give some right of an administrator any more afterwards. */
  async keep<T>(tx: EntityManager, work: () => Promise<T>): Promise<T> {
    await this.lock(tx);
    const before = await this.grantable(tx);
    const result = await work();
    const after = await this.grantable(tx);
    const lost = administratorScopes.filter((scope) => before.has(scope) && !after.has(scope));
    if (lost.length > 0) throw lastAdministrator(lost);
    return result;
  }

  /** What keys and people can give who may give anything. A key that ends is not relied on. */
  private async grantable(tx: EntityManager): Promise<Set<Scope>> {
    const makers = await tx.findBy(ApiKey, {
      scopes: ArrayContains<Scope>(['keys:write']),
      revokedAt: IsNull(),
      expiresAt: IsNull(),
    });
    const people = await tx.findBy(Extension, { role: 'administrator', deletedAt: IsNull() });
    const isPerson = people.some((person) => this.canSignIn(person));
    return new Set([...makers.flatMap(({ scopes }) => scopes), ...(isPerson ? administratorScopes : [])]);
  }

  private canSignIn(person: Extension): boolean {
    const signIn = signInOf(person);
    if (signIn === undefined) return false;
    return this.issuers.some(({ issuer }) => signIn.issuer === undefined || signIn.issuer === issuer);
  }
}

function lastAdministrator(lost: Scope[]): Problem {
  const detail =
    `Nobody could give ${lost.join(', ')} any more: no other key without an end, and no other person. ` +
    'Make another administrator first, a key or a person, then repeat this.';
  return new Problem('LAST_ADMIN', detail, { scopes: lost });
}
