import type { DataOf, SendError, statusReceived } from '@wabx/contracts';
import { classifyGraphError, type GraphErrorPolicy } from '@wabx/whatsapp';
import { rateWait } from './back-off.js';
import { metaError, type Next } from '../send-errors.js';
import { fileOf, type Send } from '../store/send.js';

/**
 * Meta's evidence by rank. Never backwards: a late `sent` does not revive `failed`, a `delivered` beats it (Meta tells
 * `failed` too early at times), and what was read was delivered.
 */
const evidenceRank: Record<string, number> = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 };
export const SENT = 1;
export const FAILED = 2;
const DELIVERED = 3;

export type Status = Pick<DataOf<typeof statusReceived>, 'waMessageId' | 'status' | 'at' | 'errors'> & {
  /** From our opaque id; missing when the send was found by its wamid. */
  attempt?: number;
};

/** What a status does to a send, as a change of some of its columns; without a `state` it is no step of the timeline. */
export interface Evidence {
  /** `late`: true but overtaken, only its time is news. */
  effect: 'none' | 'late' | 'changed';
  changes: Partial<Send>;
  /** With this status Meta shows that it has accepted one more attempt than one. */
  isDouble: boolean;
  /** What Meta says against the message, with what it stops besides. */
  refusal?: Refusal;
}

export interface Refusal {
  policy: GraphErrorPolicy;
  error: SendError;
}

/** Whether this can be told without a lock: Meta's answer to the call has said it already, and it says no more. */
export function saysNothingNew(send: Pick<Send, 'meta_rank' | 'attempt'>, { status, attempt }: Status): boolean {
  return status === 'sent' && send.meta_rank === SENT && (attempt ?? send.attempt) === send.attempt;
}

/** One step of the lattice: the same statuses in any order, any number of times, leave the same state. */
export function applyStatus(send: Send, status: Status): Evidence {
  const rank = evidenceRank[status.status];
  if (rank === undefined) return { effect: 'none', changes: {}, isDouble: false };
  const attempt = status.attempt ?? send.attempt;
  const step = stepOf(send, status, { rank, attempt });
  const before = evidenceOf(send);
  if (rank <= (before[attempt - 1] ?? 0)) return { ...step, isDouble: false };
  const evidence = Array.from({ length: Math.max(before.length, attempt) }, (_, at) => before[at] ?? null);
  evidence[attempt - 1] = rank;
  const accepted = acceptedAttempts(evidence).length;
  const isDouble = accepted > 1 && accepted > acceptedAttempts(before).length;
  const effect = step.effect === 'none' ? 'changed' : step.effect;
  return { ...step, effect, changes: { ...step.changes, evidence }, isDouble };
}

/** Rows of versions that did not keep it have the evidence for their last attempt only. */
function evidenceOf({ evidence, attempt, meta_rank }: Pick<Send, 'evidence' | 'attempt' | 'meta_rank'>) {
  if (evidence.length > 0 || attempt < 1 || meta_rank < 1) return evidence;
  return Array.from({ length: attempt }, (_, at) => (at === attempt - 1 ? meta_rank : null));
}

/** Attempts that Meta has accepted and not reported as failed. */
export function acceptedAttempts(evidence: Send['evidence']): number[] {
  return evidence.flatMap((rank, at) => (rank === null || rank === FAILED ? [] : [at + 1]));
}

function stepOf(
  send: Send,
  status: Status,
  { rank, attempt }: { rank: number; attempt: number },
): Pick<Evidence, 'effect' | 'changes' | 'refusal'> {
  const learnt = { meta_rank: rank, wa_message_id: status.waMessageId, next_at: null, reason: null };
  if (attempt < send.attempt) {
    // Of an attempt that we took for lost. Any attempt delivered wins; the rest is about a message we have given up on.
    if (rank < DELIVERED || rank <= send.meta_rank) return none;
    return changed({ ...learnt, state: toState(status), error: null });
  }
  const seen = attempt > send.attempt ? 0 : send.meta_rank;
  if (rank <= seen) return { effect: rank < seen ? 'late' : 'none', changes: {} };
  // A person has decided to send it again because nobody knew; now it is known that this does not double it.
  if (rank === FAILED && send.state === 'queued' && send.decision === 'resend') return none;
  if (rank === FAILED) {
    const failure = afterFailure(send, status);
    return { ...changed({ ...learnt, attempt, ...failure.changes }), refusal: failure.refusal };
  }
  if (rank === SENT && send.state === 'sent' && send.attempt === attempt) {
    // A person has said so; only the evidence is new.
    return changed({ meta_rank: rank, wa_message_id: status.waMessageId });
  }
  return changed({ ...learnt, attempt, state: toState(status), error: null });
}

const none = { effect: 'none', changes: {} } as const;

function changed(changes: Partial<Send>): Pick<Evidence, 'effect' | 'changes'> {
  return { effect: 'changed', changes };
}

function toState(status: Status): Send['state'] {
  return status.status as 'sent' | 'delivered' | 'read' | 'played';
}

/**
 * A failure that Meta reports after it had accepted the message. It waits for another attempt where that cannot hurt:
 * a link that Meta could not fetch goes once more by upload, and a rate that was exceeded is waited for.
 */
function afterFailure(send: Send, status: Status): { changes: Partial<Send>; refusal: Refusal } {
  const [first] = status.errors;
  const error = { code: first?.code ?? -1, title: first?.title, details: first?.details, traceId: first?.traceId };
  const policy = classifyGraphError(error);
  const changes = changesBy(send, status, policy, (next) => metaError(error, policy, next));
  return { changes, refusal: { policy, error: changes.error } };
}

function changesBy(
  send: Send,
  status: Status,
  policy: GraphErrorPolicy,
  told: (next: Next) => SendError,
): Partial<Send> & { error: SendError } {
  const failed = { error: told('failed'), state: 'failed' } as const;
  // A person does not want it to go out any more.
  if (send.decision === 'withdraw') return { ...failed, state: 'cancelled' };
  if (send.decision === 'discard') return failed;
  const again = { error: told('tried-again'), state: 'retry_wait' } as const;
  switch (policy.action) {
    case 'retry-as-upload':
      if (fileOf(send.content) === undefined || send.upload) return failed;
      return { ...again, upload: true, media_id: null, next_at: null, reason: 'upload' };
    case 'slow-pair':
    case 'slow-number':
    case 'slow-account':
    case 'slow-app': {
      const { isOfPair, reason, seconds } = rateWait(policy, send);
      const nextAt = new Date(new Date(status.at).getTime() + seconds * 1000);
      return {
        ...again,
        error: { ...again.error, nextAt: nextAt.toISOString() },
        retries: send.retries + 1,
        pair_refusals: send.pair_refusals + (isOfPair ? 1 : 0),
        next_at: nextAt,
        reason,
      };
    }
    default:
      return failed;
  }
}
