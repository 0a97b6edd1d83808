import type { Scope } from '@wabx/contracts';
import { Problem } from '@wabx/runtime';

/** Nobody hands on more than he has. What an agent may do, somebody who writes in every session may do too. */
export function refuseBeyondOwn(wanted: Iterable<Scope>, own: ReadonlySet<Scope>): void {
  const beyond = [...wanted].filter((scope) => !own.has(scope === 'agent' ? 'sessions:write' : scope));
  if (beyond.length === 0) return;
  const detail = `Nobody grants more than his own scopes are. Missing: ${beyond.join(', ')}.`;
  throw new Problem('SCOPE_BEYOND_OWN', detail, { scopes: beyond });
}
