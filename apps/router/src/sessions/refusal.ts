import type { Doer } from '@wabx/contracts';
import { doerOf, Problem, type Caller, type ProblemCode } from '@wabx/runtime';

/** Why a session's action was not done; the codes are part of the public API. */
export interface Refusal {
  refused: ProblemCode;
  detail: string;
  members?: Record<string, unknown> | undefined;
}

export function refuse(refused: Refusal['refused'], detail: string, members?: Record<string, unknown>): Refusal {
  return { refused, detail, members };
}

export function isRefusal(outcome: unknown): outcome is Refusal {
  return typeof outcome === 'object' && outcome !== null && 'refused' in outcome;
}

/** The value, or the refusal as an answer for HTTP. */
export function orProblem<T>(outcome: T | Refusal): T {
  if (!isRefusal(outcome)) return outcome;
  throw new Problem(outcome.refused, outcome.detail, outcome.members);
}

/** Who acts: an agent within the rights of an extension, or a supervisor or system on every session. */
export type Actor =
  | { kind: 'agent'; extensionId: string; name: string }
  | ({ kind: 'supervisor'; extensionId?: string | undefined } & Doer);

export function actorOf(caller: Caller, supervises: 'sessions:read' | 'sessions:write'): Actor {
  const { extensionId } = caller;
  if (caller.scopes.has(supervises)) return { kind: 'supervisor', extensionId, ...doerOf(caller) };
  if (caller.extensionId) return { kind: 'agent', extensionId: caller.extensionId, name: caller.name };
  throw new Problem('SCOPE_MISSING', `This needs a key bound to an extension, or one with the scope ${supervises}.`);
}

/** The extension that calls, whatever else its key may: only an agent has a list, a position and a presence of his own. */
export function agentOf(caller: Caller): Actor & { kind: 'agent' } {
  if (!caller.extensionId) {
    throw new Problem('SCOPE_MISSING', 'This needs a key that is bound to an extension.');
  }
  return { kind: 'agent', extensionId: caller.extensionId, name: caller.name };
}
