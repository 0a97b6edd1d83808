import type { GraphErrorClass } from '@wabx/whatsapp';
import type { Seen } from '../health/seen.js';
import type { CheckId, Finding } from './check.js';

/** Of the last minutes: what is older says nothing about now. */
const SIGNATURE_MS = 10 * 60_000;
/** Fewer may be a stranger's; Meta repeats a webhook that is refused. */
const INVALID_SIGNATURES_MIN = 3;
/** A paused sender tries every 30 s, so a refusal that still holds is told again within this time. */
const STILL_REFUSED_MS = 45_000;

/**
 * Refusals that stop a whole channel or number, the most telling first: `ends` says what proves that it is over. A token
 * that Meta calls valid outweighs an earlier refusal; the state of a number and its account is known a little later.
 */
const refusals: readonly [GraphErrorClass, { ends: 'token-valid' | 'meta-clear'; isOfNumber?: boolean }][] = [
  ['token-invalid', { ends: 'token-valid' }],
  ['permission-missing', { ends: 'token-valid' }],
  ['account-blocked', { ends: 'meta-clear' }],
  ['payment', { ends: 'meta-clear' }],
  ['payment-terms', { ends: 'meta-clear' }],
  ['number-gone', { ends: 'meta-clear', isOfNumber: true }],
  ['registration', { ends: 'meta-clear', isOfNumber: true }],
  ['display-name', { ends: 'meta-clear', isOfNumber: true }],
];
/** Classes of errors after which nothing goes out until somebody acts. */
export const pausingClasses: readonly GraphErrorClass[] = refusals.map(([errorClass]) => errorClass);
/** Of them, those that stop one number and leave the others of its channel alone. */
export const classesOfNumbers: readonly GraphErrorClass[] = refusals.flatMap(([errorClass, { isOfNumber }]) =>
  isOfNumber ? [errorClass] : [],
);

/** What a look at Meta has proved, and when: undefined for what it has not. */
export interface Proved {
  tokenSetAt: Date;
  /** The token is valid and has both permissions. */
  tokenValidAt: Date | undefined;
  /** The token, the numbers and the account are in order. */
  clearAt: Date | undefined;
  numberCount: number;
}

/** Has Meta verified our address? Who comes with another token afterwards changes nothing at Meta. */
export function handshake(seen: Seen, leadsHere: boolean): Finding {
  const good = seen.get('handshake-ok')?.at ?? seen.get('webhook-accepted')?.at;
  if (good !== undefined) return { state: 'ok', at: good, evidence: { seenAt: good.toISOString() } };
  if (leadsHere) return { state: 'ok', evidence: { callbackAtMeta: true } };
  const wrong = seen.get('handshake-wrong-token')?.at;
  return wrong === undefined
    ? { state: 'unknown' }
    : { state: 'failed', fault: 'wrong-token', at: wrong, evidence: { wrongTokenAt: wrong.toISOString() } };
}

/** What webhooks say about the app secret; Meta's own word about it, `proof`, comes first. */
export function signature(seen: Seen, proof: Finding, now: Date): Finding {
  const accepted = seen.get('webhook-accepted')?.at;
  const invalid = seen.get('signature-invalid');
  const isRecent = invalid !== undefined && now.getTime() - invalid.at.getTime() < SIGNATURE_MS;
  if (
    proof.state !== 'failed' &&
    isRecent &&
    isLater(invalid.at, accepted) &&
    invalid.count >= INVALID_SIGNATURES_MIN
  ) {
    const evidence = { signatureInvalidAt: invalid.at.toISOString(), count: invalid.count };
    return proof.state === 'ok'
      ? { state: 'warning', fault: 'signed-by-another', at: invalid.at, evidence }
      : { state: 'failed', fault: 'wrong', at: invalid.at, evidence };
  }
  return proof.state === 'unknown' && accepted !== undefined ? { state: 'ok', at: accepted } : proof;
}

/** Does Meta take what we send? Each refusal holds until something proves that it is over. */
export function sending(seen: Seen, proved: Proved): Finding {
  const sentAt = seen.get('reply-sent')?.at;
  const deliveredAt = seen.get('reply-delivered')?.at;
  const held = refusals.flatMap(([errorClass, { ends, isOfNumber = false }]) => {
    const refused = seen.get(`refused:${errorClass}`);
    if (refused === undefined || refused.at <= proved.tokenSetAt) return [];
    const hasEnded = ends === 'token-valid' ? isLater(proved.tokenValidAt, refused.at) : isOver(refused.at, proved);
    // Another number's reply proves nothing about this one.
    const isProvedByReplies = !(isOfNumber && proved.numberCount > 1);
    // Meta takes replies that it fails afterwards: then only one that arrives tells that this is over.
    const proofAt = wasToldByStatus(refused.detail) ? deliveredAt : sentAt;
    return hasEnded || (isProvedByReplies && isLater(proofAt, refused.at))
      ? []
      : [{ errorClass, isOfNumber, ...refused }];
  });
  const [worst] = held;
  if (worst === undefined) return { state: 'ok', ...(sentAt === undefined ? {} : { at: sentAt }) };
  return {
    state: 'failed',
    fault: worst.errorClass,
    isPartial: worst.isOfNumber && proved.numberCount > 1,
    at: worst.at,
    evidence: {
      refusals: held.map(({ errorClass, at, detail }) => ({ class: errorClass, at: at.toISOString(), said: detail })),
    },
  };
}

function wasToldByStatus(detail: string | null): boolean {
  return (JSON.parse(detail ?? '{}') as { toldBy?: string }).toldBy === 'status';
}

/** Whether files of customers wait at the moment because Meta is not asked for them. */
export function mediaFetch(seen: Seen, now: Date): Finding {
  const held = seen.get('media-held');
  const [until = '', error = ''] = held?.detail?.split(' ') ?? [];
  if (held === undefined || Date.parse(until) <= now.getTime()) return { state: 'ok' };
  const fault = error === 'limited' || error === 'auth' ? error : 'refused';
  return { state: 'warning', fault, at: held.at, evidence: { heldUntil: until } };
}

/** Meta calls everything fit to send, and has had the time to say otherwise since. */
export function isOver(at: Date, { clearAt }: Proved): boolean {
  return isLater(clearAt, new Date(at.getTime() + STILL_REFUSED_MS));
}

/** Nothing seen yet is no fault; what stands in its way is named. */
export function last(seen: Seen, fact: Parameters<Seen['get']>[0], inTheWay: CheckId[]): Finding {
  const at = seen.get(fact)?.at;
  if (at !== undefined) return { state: 'ok', at, evidence: { seenAt: at.toISOString() } };
  return inTheWay.length > 0 ? { state: 'unknown', dependsOn: inTheWay } : { state: 'unknown' };
}

/** What Meta's own assistant hears is no message for us: it takes the place of those that do not come. */
export function lastMessageIn(seen: Seen, inTheWay: CheckId[]): Finding {
  const [at, standbyAt] = [seen.get('message-received')?.at, seen.get('standby-received')?.at];
  if (!isLater(standbyAt, at)) return last(seen, 'message-received', inTheWay);
  const evidence = { standbyAt: standbyAt.toISOString(), ...(at && { seenAt: at.toISOString() }) };
  return { state: 'warning', fault: 'standby', at: standbyAt, evidence };
}

function isLater(one: Date | undefined, other: Date | undefined): one is Date {
  return one !== undefined && (other === undefined || one > other);
}
