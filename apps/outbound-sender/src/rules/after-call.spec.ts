import { describe, expect, it } from '@jest/globals';
import { classifyGraphError, type SendOutcome } from '@wabx/whatsapp';
import { afterCall, type Transition } from './after-call.js';

const fresh = {
  content: { kind: 'text', text: { body: 'x' } },
  upload: false,
  retries: 0,
  strikes: 0,
  pair_refusals: 0,
} as const;
const image = {
  ...fresh,
  content: { kind: 'image', media: { fileId: 'f', mimeType: 'image/jpeg', size: 1 } },
} as const;
const rejected = (code: number, httpStatus = 400, retryAfterSeconds?: number): SendOutcome => ({
  outcome: 'rejected',
  httpStatus,
  error: { code },
  policy: classifyGraphError({ code }),
  retryAfterSeconds,
});

describe('what an answer makes of a send', () => {
  it.each<[string, SendOutcome, Partial<Transition>]>([
    ['accepted', { outcome: 'accepted', waMessageId: 'w' }, { state: 'sent', waMessageId: 'w' }],
    [
      'refused connection',
      { outcome: 'not-sent', cause: { kind: 'refused' } },
      { state: 'retry_wait', delaySeconds: 1 },
    ],
    ['no connection in time', { outcome: 'not-sent', cause: { kind: 'timeout' } }, { state: 'retry_wait' }],
    ['time-out after writing', { outcome: 'unknown', cause: { kind: 'timeout' } }, { state: 'unknown' }],
    ['cut answer', { outcome: 'unknown', cause: { kind: 'reset' } }, { state: 'unknown' }],
    [
      'a page for an answer',
      { outcome: 'unknown', cause: { kind: 'invalid-answer', httpStatus: 502 } },
      { state: 'unknown' },
    ],
    ['undeliverable', rejected(131026), { state: 'failed' }],
    ['window shut', rejected(131047), { state: 'failed' }],
    ['a code nobody knows', rejected(999_999), { state: 'failed', alert: true }],
    ['Meta unwell', rejected(131000, 500), { state: 'retry_wait', countStrike: true, delaySeconds: 30 }],
    ['maintenance', rejected(131057), { state: 'retry_wait', delaySeconds: 1 }],
    ['number rate', rejected(130429), { state: 'retry_wait', reason: 'rate', slowNumber: true }],
    [
      'account rate, told how long',
      rejected(80007, 429, 60),
      { state: 'retry_wait', reason: 'rate', delaySeconds: 60 },
    ],
    ['app rate', rejected(4, 429), { state: 'retry_wait', reason: 'rate', slowNumber: true }],
    ['pair rate', rejected(131056), { state: 'retry_wait', reason: 'pair-rate', delaySeconds: 1 }],
    ['number', rejected(133010), { state: 'queued', reason: 'number-paused', undoAttempt: true }],
    ['token', rejected(190, 401), { state: 'queued', reason: 'channel-paused', undoAttempt: true }],
    ['authentication', rejected(0, 401), { state: 'queued', reason: 'channel-paused', undoAttempt: true }],
    ['permission', rejected(10, 403), { state: 'queued', undoAttempt: true }],
    ['permission of the 200s', rejected(230, 403), { state: 'queued', undoAttempt: true }],
    ['media refused, but there is no file', rejected(131053), { state: 'failed' }],
  ])('%s', (_name, outcome, expected) => {
    expect(afterCall(outcome, fresh)).toMatchObject(expected);
  });

  it('a reply that waits for its channel says why', () => {
    const paused = afterCall(rejected(131042), fresh);
    expect(paused.error).toMatchObject({ code: 131042, class: 'payment' });
    expect(paused).toMatchObject({ pause: { width: 'channel', error: paused.error } });
  });

  it('an answer that leaves room for doubt never leads to another attempt by itself', () => {
    for (const kind of ['timeout', 'reset', 'aborted', 'invalid-answer'] as const) {
      expect(afterCall({ outcome: 'unknown', cause: { kind } }, fresh)).toEqual({ state: 'unknown' });
    }
  });

  it.each([
    [1, 400],
    [131000, 500],
    [2, 503],
    [131016, 500],
    [131057, 502],
    [133004, 500],
  ])('code %i with %i may have been taken: it is repeated when statuses would have settled it', (code, httpStatus) => {
    for (const [strikes, delaySeconds] of [30, 60, 120, 120, 120].entries()) {
      expect(afterCall(rejected(code, httpStatus), { ...fresh, strikes })).toMatchObject({
        state: 'retry_wait',
        delaySeconds,
        countStrike: true,
      });
    }
    expect(afterCall(rejected(code, httpStatus, 90), fresh).delaySeconds).toBe(90);
  });

  it.each([2, 131016, 133004])('trouble of Meta, %i, is waited out with growing pauses and never given up', (code) => {
    const waits = Array.from({ length: 50 }, (_, retries) => afterCall(rejected(code), { ...fresh, retries }));
    expect(waits.slice(0, 9).map(({ delaySeconds }) => delaySeconds)).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120]);
    expect(new Set(waits.map(({ state }) => state))).toEqual(new Set(['retry_wait']));
  });

  it.each([
    [302, 1],
    [403, 1],
    [407, 1],
    [429, 17],
  ])('HTTP %i of somebody on the way is tried again after %i s, and shown', (httpStatus, delaySeconds) => {
    const retryAfterSeconds = httpStatus === 429 ? 17 : undefined;
    const cause = { kind: 'invalid-answer', httpStatus, retryAfterSeconds } as const;
    expect(afterCall({ outcome: 'not-sent', cause }, fresh)).toMatchObject({
      state: 'retry_wait',
      delaySeconds,
      error: { class: 'refused-on-the-way', httpStatus, next: 'tried-again' },
    });
  });

  it.each([400, 413])('HTTP %i of somebody on the way fails the message, and is shown', (httpStatus) => {
    expect(afterCall({ outcome: 'not-sent', cause: { kind: 'invalid-answer', httpStatus } }, fresh)).toMatchObject({
      state: 'failed',
      alert: true,
      error: { class: 'refused-on-the-way', httpStatus, next: 'failed-retry' },
    });
  });

  it('waits longer each time, as Meta asks for a pair: 1, 4, 16, 64, 256', () => {
    const waits = [0, 1, 2, 3, 4, 5].map((pair_refusals) => afterCall(rejected(131056), { ...fresh, pair_refusals }));
    expect(waits.map(({ delaySeconds }) => delaySeconds)).toEqual([1, 4, 16, 64, 256, 256]);
    // However often it was refused for another cause: Meta did not say that there were too many for this customer.
    expect(afterCall(rejected(131056), { ...fresh, retries: 9 }).delaySeconds).toBe(1);
  });

  it('a file refused by link goes by upload, once', () => {
    expect(afterCall(rejected(131053), image)).toMatchObject({ state: 'retry_wait', upload: true });
    expect(afterCall(rejected(131053), { ...image, upload: true }).state).toBe('failed');
  });
});
