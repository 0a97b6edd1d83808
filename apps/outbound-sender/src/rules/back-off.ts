import type { GraphErrorPolicy } from '@wabx/whatsapp';
import type { Send } from '../store/send.js';

/** How long a send waits before its next attempt, by how often it was refused for the same cause before. Seconds. */
export const backOff = {
  /** Meta could not be reached or was not well: 1, 2, 4 … 120, until the customer's window shuts. */
  seconds: (retries: number): number => Math.min(120, 2 ** retries),
  /** Meta may have taken it in spite of its error: statuses are here within 30 s and end the wait. 30, 60, 120. */
  doubtfulSeconds: (strikes: number): number => Math.min(120, 30 * 2 ** strikes),
  /** Too many messages to one customer (131056): 1, 4, 16 … 256, as Meta asks. */
  pairSeconds: (refusals: number): number => 4 ** Math.min(4, refusals),
};

/** What a refusal because of a rate means for the message: the customer's own rate or the number's, and how long it waits. */
export function rateWait(
  { action, waitSecondsMin = 0 }: GraphErrorPolicy,
  send: Pick<Send, 'retries' | 'pair_refusals'>,
): { isOfPair: boolean; reason: 'pair-rate' | 'rate'; seconds: number } {
  const isOfPair = action === 'slow-pair';
  const seconds = isOfPair ? backOff.pairSeconds(send.pair_refusals) : backOff.seconds(send.retries);
  return { isOfPair, reason: isOfPair ? 'pair-rate' : 'rate', seconds: Math.max(seconds, waitSecondsMin) };
}
