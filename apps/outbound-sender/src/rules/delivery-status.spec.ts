import { describe, expect, it } from '@jest/globals';
import type { MessageState } from '@wabx/contracts';
import fc from 'fast-check';
import type { Send } from '../store/send.js';
import { applyStatus } from './delivery-status.js';

const at = '2026-11-23T08:00:00.000Z';
const sendIn = (state: MessageState, more: Partial<Send> = {}): Send => ({
  message_id: '01a2078b-8819-7668-acfe-ebd8aa333a9d',
  channel_id: '01a2078b-8819-7668-acfe-ebd8aa333a9e',
  phone_number_id: '4100',
  conversation_id: '01a2078b-8819-7668-acfe-ebd8aa333a9f',
  session_id: '01a2078b-8819-7668-acfe-ebd8aa333aa0',
  sequence: 1,
  recipient: { waId: '447700900123' },
  content: { kind: 'text', text: { body: 'x' } },
  reply_to: null,
  traceparent: null,
  accepted_at: new Date(at),
  not_after: new Date(at),
  state,
  state_no: 3,
  attempt: 1,
  started_by: null,
  reason: null,
  error: null,
  wa_message_id: null,
  next_at: null,
  retries: 0,
  strikes: 0,
  pair_refusals: 0,
  meta_rank: 0,
  evidence: [],
  upload: false,
  media_id: null,
  decision: null,
  changed_at: new Date(at),
  ...more,
});
const status = (name: string, attempt?: number, code?: number) => ({
  waMessageId: `wamid.${attempt ?? 1}`,
  status: name,
  at,
  errors: code === undefined ? [] : [{ code }],
  attempt,
});
const after = (send: Send, ...statuses: ReturnType<typeof status>[]): Send =>
  statuses.reduce((current, one) => {
    const evidence = applyStatus(current, one);
    return { ...current, ...evidence.changes };
  }, send);

describe('one status', () => {
  it.each<[MessageState, number, string, MessageState]>([
    ['sending', 0, 'sent', 'sent'],
    ['sending', 0, 'delivered', 'delivered'],
    ['sending', 0, 'failed', 'failed'],
    ['unknown', 0, 'sent', 'sent'],
    ['unknown', 0, 'failed', 'failed'],
    ['needs_review', 0, 'read', 'read'],
    // Taken for refused or unsent, and Meta proves otherwise.
    ['retry_wait', 0, 'sent', 'sent'],
    ['queued', 0, 'delivered', 'delivered'],
    ['failed', 0, 'sent', 'sent'],
    ['sent', 0, 'failed', 'failed'],
    ['sent', 1, 'delivered', 'delivered'],
    ['failed', 2, 'sent', 'failed'],
    ['failed', 2, 'delivered', 'delivered'],
    ['delivered', 3, 'failed', 'delivered'],
    ['delivered', 3, 'sent', 'delivered'],
    ['delivered', 3, 'read', 'read'],
    ['read', 4, 'delivered', 'read'],
    ['read', 4, 'played', 'played'],
    ['played', 5, 'read', 'played'],
    ['sent', 1, 'deleted', 'sent'],
    ['sent', 1, 'warning', 'sent'],
  ])('%s (rank %i) + %s = %s', (state, meta_rank, name, expected) => {
    expect(after(sendIn(state, { meta_rank }), status(name, 1, 131026)).state).toBe(expected);
  });

  it('that was seen before changes nothing', () => {
    const send = after(sendIn('sending'), status('delivered', 1));
    expect(applyStatus(send, status('delivered', 1))).toEqual({ effect: 'none', changes: {}, isDouble: false });
  });

  it('that comes late is kept for the timeline only', () => {
    const late = { effect: 'late', changes: {}, isDouble: false };
    expect(applyStatus(sendIn('read', { meta_rank: 4 }), status('delivered', 1))).toEqual(late);
  });

  it('tells the wamid when the answer to the call never came', () => {
    expect(after(sendIn('unknown'), status('sent', 1)).wa_message_id).toBe('wamid.1');
  });

  it('carries its error into the message, with our class and a sentence', () => {
    expect(after(sendIn('sent'), status('failed', 1, 131047)).error).toMatchObject({
      code: 131047,
      class: 'window-closed',
    });
  });

  it('without a code is a failure all the same', () => {
    expect(after(sendIn('sent'), status('failed', 1))).toMatchObject({ state: 'failed', error: { class: 'unknown' } });
  });
});

describe('statuses of another attempt', () => {
  it('an earlier one failed: the later one is not touched', () => {
    const send = sendIn('sent', { attempt: 2, evidence: [null, 1], meta_rank: 1 });
    expect(applyStatus(send, status('failed', 1, 131026))).toEqual({
      effect: 'changed',
      changes: { evidence: [2, 1] },
      isDouble: false,
    });
  });

  it('an earlier one was delivered: the message was, and it went out twice', () => {
    const send = sendIn('sent', { attempt: 2, evidence: [null, 1], meta_rank: 1 });
    expect(applyStatus(send, status('delivered', 1))).toMatchObject({
      effect: 'changed',
      isDouble: true,
      changes: { state: 'delivered' },
    });
  });

  it('an earlier one was delivered before the later one left: nothing went out twice', () => {
    const send = sendIn('retry_wait', { attempt: 1 });
    expect(applyStatus(send, status('delivered', 1))).toMatchObject({ isDouble: false });
  });

  it.each([
    ['sent', 'sent'],
    ['sent', 'delivered'],
    ['delivered', 'sent'],
    ['read', 'delivered'],
  ])('%s of one and %s of the other, in any order, is one double', (first, second) => {
    const both = [status(first, 1), status(second, 2), status(first, 1), status(second, 2)];
    for (const statuses of [both, [...both].reverse()]) {
      let send = sendIn('sending', { attempt: 2 });
      const doubles = statuses.filter((one) => {
        const { isDouble, changes } = applyStatus(send, one);
        send = { ...send, ...changes };
        return isDouble;
      });
      expect(doubles).toHaveLength(1);
    }
  });

  it('an attempt that Meta accepted and then reported as failed is none of two', () => {
    let send = sendIn('sent', { attempt: 2, evidence: [2, 1], meta_rank: 1 });
    for (const one of [status('sent', 1), status('delivered', 2)]) {
      const { isDouble, changes } = applyStatus(send, one);
      send = { ...send, ...changes };
      expect(isDouble).toBe(false);
    }
  });

  it('a row of a version without evidence per attempt has that of its last one', () => {
    const send = sendIn('sent', { attempt: 2, evidence: [], meta_rank: 1 });
    expect(applyStatus(send, status('sent', 1))).toMatchObject({ isDouble: true, changes: { evidence: [1, 1] } });
  });

  it('a later one than we know of (a database put back) is believed', () => {
    expect(after(sendIn('queued', { attempt: 0 }), status('sent', 1))).toMatchObject({ state: 'sent', attempt: 1 });
  });
});

describe('a failure that another attempt may cure', () => {
  const image = {
    kind: 'image',
    media: { fileId: 'f', mimeType: 'image/jpeg', size: 1 },
  } as unknown as Send['content'];

  it('a link that Meta could not fetch goes by upload, once', () => {
    const retried = after(sendIn('sent', { content: image }), status('failed', 1, 131053));
    expect(retried).toMatchObject({ state: 'retry_wait', upload: true, attempt: 1 });
    expect(applyStatus(retried, status('failed', 1, 131053)).effect).toBe('none');
    const again = { ...retried, state: 'sent' as const, attempt: 2, meta_rank: 0 };
    expect(after(again, status('failed', 2, 131053)).state).toBe('failed');
  });

  it('too many to this customer: it waits', () => {
    const waiting = after(sendIn('sent', { retries: 4, pair_refusals: 2 }), status('failed', 1, 131056));
    expect(waiting).toMatchObject({ state: 'retry_wait', reason: 'pair-rate', retries: 5, pair_refusals: 3 });
    expect(waiting.next_at?.toISOString()).toBe('2026-11-23T08:00:16.000Z');
  });
});

describe('after a person decided', () => {
  it('that it counts as sent, or is given up, evidence of Meta still wins', () => {
    const treated = sendIn('sent', { decision: 'treat-as-sent' });
    expect(after(treated, status('read', 1))).toMatchObject({ state: 'read' });
    expect(after(treated, status('failed', 1, 131026))).toMatchObject({ state: 'failed' });
    const discarded = sendIn('failed', { decision: 'discard' });
    expect(after(discarded, status('sent', 1))).toMatchObject({ state: 'sent', error: null });
  });

  it('to give it up, no failure sends it again', () => {
    const discarded = sendIn('failed', { decision: 'discard' });
    expect(after(discarded, status('failed', 1, 131056))).toMatchObject({ state: 'failed', next_at: null });
  });

  it('to send it again, a delivery of the first attempt ends the wait, and a failure of it does not', () => {
    const resent = sendIn('queued', { decision: 'resend' });
    expect(after(resent, status('delivered', 1))).toMatchObject({ state: 'delivered' });
    expect(after(resent, status('failed', 1, 131026))).toMatchObject({ state: 'queued' });
  });
});

it('the same statuses in any order, any number of times, leave the same state', () => {
  const names: string[] = ['sent', 'failed', 'delivered', 'read', 'played', 'deleted'];
  const histories = fc
    .array(fc.constantFrom(...names), { minLength: 1, maxLength: 12 })
    .chain((all) => fc.tuple(fc.constant([...new Set(all)]), fc.shuffledSubarray(all, { minLength: all.length })));
  const states = fc.constantFrom<MessageState>('sending', 'unknown', 'needs_review', 'sent', 'retry_wait');
  const end = (state: MessageState, history: readonly string[]) => {
    const send = after(sendIn(state), ...history.map((name) => status(name, 1, 131026)));
    const { state: is, meta_rank, wa_message_id, evidence } = send;
    return { is, meta_rank, wa_message_id, evidence };
  };
  fc.assert(
    fc.property(histories, states, ([once, shuffled], state) => {
      expect(end(state, shuffled)).toEqual(end(state, once));
    }),
  );
});
