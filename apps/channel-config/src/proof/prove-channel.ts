import { ingressObserved, messageReceived, messageStored, statusReceived } from '@wabx/contracts';
import { classifyGraphError, type GraphClient } from '@wabx/whatsapp';
import { refusalOf } from '../doctor/channel-at-meta.js';
import type { ChannelTraffic } from './channel-traffic.js';
import { toProof, type Proof } from './hops.js';

/** A message of the last minute counts too: people write first and press the button then. */
export const LOOK_BACK_MS = 60_000;
const ROUTER_MS = 10_000;
const STATUS_MS = 15_000;
const DELIVERY_MS = 20_000;
/** The ingress tells of each kind at most every ten seconds. */
const INGRESS_REPORTS_MS = 11_000;

export interface ProofOrder {
  /** Digits, as the customer's number is dialled. */
  customer: string;
  waitMs: number;
  accessToken: string;
  text: string;
  startedAt: Date;
}

/**
 * Waits for a message of the customer, follows it in, answers it, and follows the answer out. Stops at the first hop
 * that fails. It answers only somebody who has just written, so it starts no conversation.
 */
export async function proveChannel(traffic: ChannelTraffic, graph: GraphClient, order: ProofOrder): Promise<Proof> {
  const received = await traffic.find(
    messageReceived,
    ({ origin, customer }) => origin === 'customer' && isSameNumber(customer.waId, order.customer),
    order.waitMs,
  );
  if (received === undefined) return await whyNothingCame(traffic, order.startedAt);

  const { waMessageId, phoneNumberId, customer } = received;
  const stored = await traffic.find(messageStored, ({ message }) => message.waMessageId === waMessageId, ROUTER_MS);
  if (stored === undefined) return toProof({ hop: 'router' });

  const sent = await graph.sendMessage({
    accessToken: order.accessToken,
    phoneNumberId,
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: `+${customer.waId ?? order.customer}`,
      type: 'text',
      text: { body: order.text },
    },
  });
  if (sent.outcome !== 'accepted') {
    const sentence = sent.outcome === 'rejected' ? { sentence: classifyGraphError(sent.error).cause } : {};
    return toProof({ hop: 'send', evidence: { ...refusalOf(sent), ...sentence } });
  }

  const isOurs = (status: { waMessageId: string }) => status.waMessageId === sent.waMessageId;
  if ((await traffic.find(statusReceived, isOurs, STATUS_MS)) === undefined) return toProof({ hop: 'status' });
  const end = await traffic.find(
    statusReceived,
    (status) => isOurs(status) && ['delivered', 'read', 'played', 'failed'].includes(status.status),
    DELIVERY_MS,
  );
  if (end === undefined) return toProof({ hop: 'delivery', evidence: { reason: 'sent, not delivered yet' } });
  if (end.status !== 'failed') return toProof();
  const [error] = end.errors;
  const sentence = error?.code === undefined ? {} : { sentence: classifyGraphError({ code: error.code }).cause };
  return toProof({ hop: 'delivery', evidence: { metaError: error, ...sentence } });
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
