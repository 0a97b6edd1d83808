import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { deadLettered, quarantined, subjectOf, type EventContract } from '@wabx/contracts';
import type { Finding } from './check.js';

const NATS_TIMEOUT_MS = 2_000;

/** What of a channel came and is shown to nobody. */
export interface HeldBack {
  quarantined: number;
  deadLetters: number;
}

/** Undefined when NATS does not say. */
export async function examineHeld(nats: NatsConnection, channelId: string): Promise<HeldBack | undefined> {
  try {
    const jsm = await jetstreamManager(nats, { checkAPI: false, timeout: NATS_TIMEOUT_MS });
    const countOf = async (contract: EventContract): Promise<number> => {
      const subject = subjectOf(contract, channelId);
      const { state } = await jsm.streams.info(contract.stream, { subjects_filter: subject });
      return state.subjects?.[subject] ?? 0;
    };
    return { quarantined: await countOf(quarantined), deadLetters: await countOf(deadLettered) };
  } catch {
    return undefined;
  }
}

export function heldBack(held: HeldBack | undefined): Finding {
  if (held === undefined) return { state: 'unknown' };
  const evidence = { ...held };
  if (held.deadLetters > 0) return { state: 'warning', fault: 'dead-letters', evidence };
  return held.quarantined > 0 ? { state: 'warning', fault: 'quarantine', evidence } : { state: 'ok', evidence };
}
