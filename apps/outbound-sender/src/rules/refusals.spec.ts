import { describe, expect, it } from '@jest/globals';
import { classifyGraphError, knownGraphErrorCodes, pauseWidth } from '@wabx/whatsapp';
import type { SendError } from '@wabx/contracts';
import { afterCall } from './after-call.js';
import { applyStatus } from './delivery-status.js';
import type { Send } from '../store/send.js';

const text = { kind: 'text', text: { body: 'x' } } as const;
const image = { kind: 'image', media: { fileId: 'f', mimeType: 'image/jpeg', size: 1 } } as const;
const at = '2030-01-01T00:00:00.000Z';

/** A send in its first or its third attempt; the ones before were refused for the same reason. */
const sendIn = (state: Send['state'], content: Send['content'], time: 'first' | 'third') => {
  const earlier = time === 'first' ? 0 : 2;
  return {
    state,
    content,
    attempt: earlier + 1,
    state_no: 9,
    retries: earlier,
    strikes: earlier,
    pair_refusals: earlier,
    upload: earlier > 0 && content === image,
    meta_rank: state === 'sent' ? 1 : 0,
    evidence: [],
    decision: null,
  } as unknown as Send;
};

interface Told {
  state: Send['state'];
  error: SendError;
  width: 'number' | 'channel' | undefined;
  alert: boolean;
  /** Seconds. */
  wait: number | undefined;
}

const inAnswer = (code: number, content: Send['content'], time: 'first' | 'third'): Told => {
  const policy = classifyGraphError({ code });
  const outcome = { outcome: 'rejected', httpStatus: 400, error: { code }, policy } as const;
  const { state, error, pause, alert = false, delaySeconds } = afterCall(outcome, sendIn('sending', content, time));
  if (!error) throw new Error('a refusal without an error');
  return { state, error, width: pause?.width, alert, wait: delaySeconds };
};

const byStatus = (code: number, content: Send['content'], time: 'first' | 'third'): Told => {
  const status = { waMessageId: 'w', status: 'failed', at, errors: [{ code }] };
  const { changes, refusal } = applyStatus(sendIn('sent', content, time), status);
  if (!changes.state || !changes.error || !refusal) throw new Error('a refusal without an error');
  const wait = changes.next_at ? (changes.next_at.getTime() - Date.parse(at)) / 1000 : undefined;
  const { alert } = refusal.policy;
  return { state: changes.state, error: changes.error, width: pauseWidth(refusal.policy), alert, wait };
};

const cases = [...knownGraphErrorCodes, 200, 299, 999_999].flatMap((code) =>
  (['first', 'third'] as const).flatMap((time) =>
    [text, image].map((content) => [code, time, content.kind, content] as const),
  ),
);

/** What each action means for a message: in the answer to the call, and by a status after Meta took it. */
const outcomes = {
  retry: { answer: 'retry_wait', status: 'failed' },
  'retry-doubtful': { answer: 'retry_wait', status: 'failed' },
  'retry-as-upload': { answer: 'failed', status: 'failed' },
  'slow-number': { answer: 'retry_wait', status: 'retry_wait' },
  'slow-pair': { answer: 'retry_wait', status: 'retry_wait' },
  'slow-account': { answer: 'retry_wait', status: 'retry_wait' },
  'slow-app': { answer: 'retry_wait', status: 'retry_wait' },
  'give-up': { answer: 'failed', status: 'failed' },
  'pause-number': { answer: 'queued', status: 'failed' },
  'pause-channel': { answer: 'queued', status: 'failed' },
} as const;

const says: Record<string, RegExp> = {
  retry_wait: /tried again by itself\./,
  queued: /The message waits until [^.]+\./,
  failed: /The message was not delivered(\. Send it again when [^.]+|, and sending it again does not help)\./,
};

describe.each([
  ['answer', inAnswer],
  ['status', byStatus],
] as const)('a refusal in the %s', (way, refuse) => {
  it.each(cases)('%i, the %s time, of a message of kind %s', (code, time, _kind, content) => {
    const { action, ...policy } = classifyGraphError({ code });
    const told = refuse(code, content, time);

    const goesByUpload = action === 'retry-as-upload' && content === image && time === 'first';
    expect(told.state).toBe(goesByUpload ? 'retry_wait' : outcomes[action][way]);
    expect(told.width).toBe(pauseWidth({ action }));
    expect(told.alert).toBe(policy.alert);

    // The sentence says what happens to this message, in both languages, and of alerts only those that there are.
    const { en, 'zh-CN': zh } = told.error.sentence;
    expect(Object.keys(says).filter((state) => says[state]?.test(en))).toEqual([told.state]);
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(/administrators have been told/.test(en)).toBe(told.width !== undefined);
    expect(told.error).toMatchObject({ code, class: policy.class });
    const next = { retry_wait: /^tried-again$/, queued: /^waits$/, failed: /^failed-/ }[told.state as string];
    expect(told.error.next).toMatch(next ?? /^$/);

    // What is tried again waits, the third time longer than the first.
    const isTriedAgain = told.state === 'retry_wait' && !goesByUpload;
    expect((told.wait ?? 0) > 0).toBe(isTriedAgain);
    if (isTriedAgain && time === 'third' && policy.waitSecondsMin === undefined) {
      expect(told.wait).toBeGreaterThan(refuse(code, content, 'first').wait ?? 0);
    }
    if (told.error.nextAt) expect((Date.parse(told.error.nextAt) - Date.parse(at)) / 1000).toBe(told.wait);
  });
});
