import type { DataOf, messageStored, MessageState, sendChanged } from '@wabx/contracts';

/** How a message counts at all, as the router says; once it is received it counts as nothing else. */
export interface StoredPart {
  channelId: string;
  phoneNumberId: string;
  direction: 'inbound' | 'outbound';
  counted: 'received' | 'sent' | 'apart';
  at: string;
}

/** How far the sending of a message has come; the highest `stateNo` holds. */
export interface SendPart {
  stateNo: number;
  state: MessageState;
  errorClass: string | undefined;
  errorCode: number | undefined;
}

/** What one or several events say of one message. Facts may be joined in any order and any number of times. */
export interface Fact {
  messageId: string;
  stored?: StoredPart | undefined;
  send?: SendPart | undefined;
}

/** A message counts at the moment of our receipt when a customer wrote it, at its acceptance when we did. */
export function storedFact({ message, session, phoneNumberId, counted }: DataOf<typeof messageStored>): Fact {
  const { id, receivedAt, sentAt } = message;
  const direction = message.direction === 'inbound' ? 'inbound' : 'outbound';
  const at = direction === 'inbound' ? receivedAt : sentAt;
  return { messageId: id, stored: { channelId: session.channelId, phoneNumberId, direction, counted, at } };
}

export function sendFact({ messageId, stateNo, state, error }: DataOf<typeof sendChanged>): Fact {
  // Meta's codes are whole numbers; anything else is not a code to group by.
  const errorCode = Number.isSafeInteger(error?.code) ? error?.code : undefined;
  return { messageId, send: { stateNo, state, errorClass: error?.class, errorCode } };
}

/** One fact per message, sorted by message, which is the order of locking. */
export function joinFacts(facts: Fact[]): Fact[] {
  const joined = new Map<string, Fact>();
  for (const fact of facts) {
    const known = joined.get(fact.messageId);
    joined.set(fact.messageId, known ? join(known, fact) : fact);
  }
  return [...joined.values()].sort((one, other) => (one.messageId < other.messageId ? -1 : 1));
}

function join(one: Fact, other: Fact): Fact {
  const otherIsNewer = (other.send?.stateNo ?? 0) > (one.send?.stateNo ?? 0);
  return {
    messageId: one.messageId,
    stored: [one.stored, other.stored].find((part) => part?.counted === 'received') ?? one.stored ?? other.stored,
    send: otherIsNewer ? other.send : one.send,
  };
}
