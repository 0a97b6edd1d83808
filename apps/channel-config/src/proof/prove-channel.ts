import {
  ingressObserved,
  messageChanged,
  messageReceived,
  messageStored,
  sendChanged,
  sendTest,
  statusReceived,
  withdrawTest,
} from '@wabx/contracts';
import { TransientError, type Requests } from '@wabx/messaging';
import type { ChannelTraffic } from './channel-traffic.js';
import { toProof, type Proof } from './hops.js';

/** A message of the last minute counts too: people write first and press the button then. */
export const LOOK_BACK_MS = 60_000;
const ROUTER_MS = 10_000;
const SEND_MS = 20_000;
const STATUS_MS = 15_000;
const DELIVERY_MS = 20_000;
const FEED_MS = 5_000;
/** The ingress tells of each kind at most every ten seconds. */
const INGRESS_REPORTS_MS = 11_000;

export interface ProofOrder {
  /** Digits, as the customer's number is dialled. */
  customer: string;
  waitMs: number;
  text: string;
  /** Who proves it. */
  by: string;
  startedAt: Date;
}

/**
 * Waits for a message of the customer, follows it in, has it answered by the router as an agent's reply is, and follows
 * the answer through outbound-sender to the customer and back to what agents see. Stops at the first hop that fails. It
 * answers only somebody who has just written, so it starts no conversation.
 */
export async function proveChannel(traffic: ChannelTraffic, requests: Requests, order: ProofOrder): Promise<Proof> {
  const received = await traffic.find(
    messageReceived,
    ({ origin, customer }) => origin === 'customer' && isSameNumber(customer.waId, order.customer),
    order.waitMs,
  );
  if (received === undefined) return await whyNothingCame(traffic, order.startedAt);

  const { waMessageId } = received;
  const stored = await traffic.find(messageStored, ({ message }) => message.waMessageId === waMessageId, ROUTER_MS);
  if (stored === undefined) return toProof({ hop: 'router' });

  const sessionId = stored.session.id;
  const reply = await answer(requests, { sessionId, text: order.text, by: order.by });
  if ('evidence' in reply) return toProof({ hop: 'reply', evidence: reply.evidence });
  const proof = await followOut(traffic, reply.messageId);
  if (proof.failedHop === 'send') {
    await orUndefined(requests.ask(withdrawTest, { sessionId, messageId: reply.messageId, by: order.by }));
  }
  return proof;
}

async function answer(
  requests: Requests,
  question: { sessionId: string; text: string; by: string },
): Promise<{ messageId: string } | { evidence: Record<string, unknown> }> {
  const taken = await orUndefined(requests.ask(sendTest, question));
  if (taken === undefined) return { evidence: { reason: 'the router does not answer' } };
  const { outcome, ...more } = taken;
  return outcome === 'taken' && 'messageId' in more ? { messageId: more.messageId } : { evidence: more };
}

async function followOut(traffic: ChannelTraffic, messageId: string): Promise<Proof> {
  const isOurs = (data: { messageId: string }) => data.messageId === messageId;
  const sent = await traffic.find(sendChanged, (data) => isOurs(data) && HAS_LEFT.has(data.state), SEND_MS);
  if (sent?.waMessageId === undefined) {
    const { state, reason, error } = sent ?? traffic.last(sendChanged, isOurs) ?? {};
    return toProof({
      hop: 'send',
      evidence: state ? { state, reason, error } : { reason: 'outbound-sender says nothing' },
    });
  }
  const { waMessageId } = sent;
  const status = await traffic.find(statusReceived, (data) => data.waMessageId === waMessageId, STATUS_MS);
  if (status === undefined) return toProof({ hop: 'status' });
  const end = await traffic.find(sendChanged, (data) => isOurs(data) && HAS_ENDED.has(data.state), DELIVERY_MS);
  if (end === undefined) return toProof({ hop: 'delivery', evidence: { reason: 'sent, not delivered yet' } });
  if (end.state === 'failed') return toProof({ hop: 'delivery', evidence: { error: end.error } });
  const shown = await traffic.find(
    messageChanged,
    ({ message }) => message.id === messageId && HAS_ENDED.has(message.state),
    FEED_MS,
  );
  if (shown === undefined) return toProof({ hop: 'feed', evidence: { reason: 'the live feed says nothing' } });
  return shown.audience.length > 0
    ? toProof()
    : toProof({ hop: 'feed', evidence: { reason: 'nobody is there to see it' } });
}

const HAS_ENDED: ReadonlySet<string> = new Set(['delivered', 'read', 'played', 'failed']);
const HAS_LEFT: ReadonlySet<string> = new Set(['sent', 'needs_review', ...HAS_ENDED]);

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
}

async function whyNothingCame(traffic: ChannelTraffic, startedAt: Date): Promise<Proof> {
  const since = startedAt.getTime() - LOOK_BACK_MS;
  const seen = (fact: string, timeoutMs: number) =>
    traffic.find(ingressObserved, (data) => data.fact === fact && Date.parse(data.at) >= since, timeoutMs);
  const [invalid, quarantined] = await Promise.all([
    seen('signature-invalid', INGRESS_REPORTS_MS),
    seen('quarantined', INGRESS_REPORTS_MS),
  ]);
  if (invalid !== undefined) return toProof({ hop: 'signature', evidence: { at: invalid.at } });
  if (quarantined !== undefined) return toProof({ hop: 'number', evidence: { at: quarantined.at } });
  return toProof({ hop: 'webhook' });
}

/** Brazil, Mexico and Argentina write some digits in one place and not in the other; the last eight are the same. */
function isSameNumber(waId: string | undefined, dialled: string): boolean {
  return waId !== undefined && waId.slice(-8) === dialled.slice(-8);
}
