import { messageStored, newId, sendChanged, type DataOf, type MessageState } from '@wabx/contracts';

export const channelId = newId();
export const phoneNumberId = '106540352242922';

interface Message {
  id?: string;
  channelId?: string;
  phoneNumberId?: string;
  counted: DataOf<typeof messageStored>['counted'];
  at: string;
}

/** What the router publishes when it has stored a message. */
export function stored({ id = newId(), counted, at, ...number }: Message): DataOf<typeof messageStored> {
  const direction = counted === 'sent' ? 'outbound' : 'inbound';
  const sessionId = newId();
  // The other time of the two is far off, so that counting by the wrong one shows.
  const elsewhen = '2001-01-01T00:00:00.000Z';
  return messageStored.data.parse({
    eventNo: 1,
    counted,
    phoneNumberId: number.phoneNumberId ?? phoneNumberId,
    message: {
      id,
      sessionId,
      direction,
      origin: direction === 'inbound' ? 'customer' : 'agent',
      kind: 'text',
      state: direction === 'inbound' ? 'received' : 'accepted',
      content: { kind: 'text', text: { body: 'Hello' } },
      sentAt: direction === 'inbound' ? elsewhen : at,
      receivedAt: direction === 'inbound' ? at : elsewhen,
      position: 1,
    },
    session: {
      id: sessionId,
      channelId: number.channelId ?? channelId,
      number: { phoneNumberId: number.phoneNumberId ?? phoneNumberId },
      customer: { id: newId() },
      state: 'open',
      claimEpoch: 0,
      openedAt: at,
      idleClosesAt: at,
      replyWindowClosesAt: at,
      eventNo: 1,
    },
    audience: [],
  });
}

/** What the sender publishes at each step of a message. */
export function changed(
  messageId: string,
  stateNo: number,
  state: MessageState,
  error?: { class: string; code?: number },
): DataOf<typeof sendChanged> {
  return sendChanged.data.parse({
    messageId,
    phoneNumberId,
    attempt: 1,
    state,
    stateNo,
    at: '2026-11-23T10:00:00.000Z',
    ...(error && { error: { ...error, sentence: { en: 'It failed.', 'zh-CN': '发送失败。' } } }),
  });
}
