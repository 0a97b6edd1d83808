import type { Doer } from '@wabx/contracts';
import { doerOf, Problem, type Caller } from '@wabx/runtime';

/** Why a session's action was not done; the codes are part of the public API. */
const statusByCode = {
  NOT_FOUND: 404,
  CUSTOMER_NOT_FOUND: 404,
  NOT_OWNER: 403,
  ALREADY_CLAIMED: 409,
  NOT_CLAIMED: 409,
  NOT_CLAIMABLE: 409,
  CLAIM_CHANGED: 409,
  SESSION_CLOSED: 409,
  CHANNEL_GONE: 409,
  WINDOW_CLOSED: 409,
  UNKNOWN_DESTINATION: 422,
  NOT_RETRYABLE: 409,
  NOT_IN_REVIEW: 409,
  NOT_WITHDRAWABLE: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  MEDIA_NOT_FOUND: 422,
  MEDIA_EXPIRED: 422,
  MEDIA_TOO_LARGE: 422,
  MEDIA_TYPE_UNSUPPORTED: 422,
  REPLY_TO_UNKNOWN: 422,
  TYPE_NOT_ALLOWED: 422,
  NOTHING_TO_READ: 409,
  NOT_SHOWN: 502,
} as const;

export interface Refusal {
  refused: keyof typeof statusByCode;
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
  throw new Problem(statusByCode[outcome.refused], outcome.refused, outcome.detail, outcome.members);
}

/** Who acts: an agent within the rights of an extension, or a supervisor or system on every session. */
export type Actor =
  | { kind: 'agent'; extensionId: string; name: string }
  | ({ kind: 'supervisor'; extensionId?: string | undefined } & Doer);

export function actorOf(caller: Caller, supervises: 'sessions:read' | 'sessions:write'): Actor {
  const { extensionId } = caller;
  if (caller.scopes.has(supervises)) return { kind: 'supervisor', extensionId, ...doerOf(caller) };
  if (caller.extensionId) return { kind: 'agent', extensionId: caller.extensionId, name: caller.name };
  throw new Problem(
    403,
    'SCOPE_MISSING',
    `This needs a key bound to an extension, or one with the scope ${supervises}.`,
  );
}
