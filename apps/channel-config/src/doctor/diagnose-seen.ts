import type { Seen } from '../health/channel-health.js';
import type { CheckId, Finding } from './check.js';

/** Has Meta verified our address? A wrong verify token counts while it is the last thing that was seen. */
export function handshake(seen: Seen): Finding {
  const good = seen.get('handshake-ok')?.at ?? seen.get('webhook-accepted')?.at;
  const wrong = seen.get('handshake-wrong-token')?.at;
  if (isLater(wrong, good)) {
    return { state: 'failed', fault: 'wrong-token', at: wrong, evidence: { wrongTokenAt: wrong.toISOString() } };
  }
  return good === undefined
    ? { state: 'unknown' }
    : { state: 'ok', at: good, evidence: { seenAt: good.toISOString() } };
}

/** What webhooks say about the app secret, when Meta could not be asked. */
export function signature(seen: Seen): Finding {
  const accepted = seen.get('webhook-accepted')?.at;
  const invalid = seen.get('signature-invalid')?.at;
  if (isLater(invalid, accepted)) {
    return { state: 'failed', fault: 'wrong', at: invalid, evidence: { signatureInvalidAt: invalid.toISOString() } };
  }
  return accepted === undefined ? { state: 'unknown' } : { state: 'ok', at: accepted };
}

/** Whether files of customers wait at the moment because Meta is not asked for them. */
export function mediaFetch(seen: Seen, now: Date): Finding {
  const held = seen.get('media-held');
  const [until = '', error = ''] = held?.detail?.split(' ') ?? [];
  if (held === undefined || Date.parse(until) <= now.getTime()) return { state: 'ok' };
  const fault = error === 'limited' || error === 'auth' ? error : 'refused';
  return { state: 'warning', fault, at: held.at, evidence: { heldUntil: until } };
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
