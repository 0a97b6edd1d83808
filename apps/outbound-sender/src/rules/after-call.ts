import type { SendError, WaitReason } from '@wabx/contracts';
import { classifyNotSent, pauseWidth, type FailureCause, type GraphFailure, type SendOutcome } from '@wabx/whatsapp';
import { metaError, notSentError, type Next } from '../send-errors.js';
import { fileOf, type Send } from '../store/send.js';
import { backOff, rateWait } from './back-off.js';

export interface Pause {
  width: 'number' | 'channel';
  error: SendError;
}

/** What a call's outcome makes of the send, and of the number and the channel that it went through. */
export interface Transition {
  state: 'sent' | 'failed' | 'retry_wait' | 'unknown' | 'queued';
  waMessageId?: string;
  error?: SendError;
  reason?: WaitReason;
  /** Not before so many seconds from now. */
  delaySeconds?: number;
  /** No call was made, or the refusal was not about this message: the attempt does not count. */
  undoAttempt?: boolean;
  countRetry?: boolean;
  countStrike?: boolean;
  countPairRefusal?: boolean;
  upload?: boolean;
  /** Meta's rate for the whole number was reached. */
  slowNumber?: boolean;
  /** Meta refuses the number or the whole channel: nothing goes out through it until a person acts. */
  pause?: Pause;
  /** Somebody has to look at it. */
  alert?: boolean;
}

/** Committed as `sending` and surely not written: the next start makes the same attempt. */
export const unwritten: Transition = { state: 'queued', undoAttempt: true };

/**
 * Only what proves that Meta did not take the message leads to another attempt; everything that leaves room for doubt is
 * `unknown` and waits for evidence.
 */
export function afterCall(
  outcome: SendOutcome,
  send: Pick<Send, 'content' | 'upload' | 'retries' | 'strikes' | 'pair_refusals'>,
): Transition {
  switch (outcome.outcome) {
    case 'accepted':
      return { state: 'sent', waMessageId: outcome.waMessageId };
    case 'not-sent':
      return afterNotSent(outcome.cause, send);
    case 'unknown':
      return { state: 'unknown' };
    case 'rejected':
      return afterRejection(outcome, send);
  }
}

function afterNotSent(cause: FailureCause, send: Pick<Send, 'retries'>): Transition {
  const policy = classifyNotSent(cause);
  if (policy.action === 'give-up') {
    return { state: 'failed', error: notSentError(cause, policy, 'failed'), alert: policy.alert };
  }
  const delaySeconds = Math.max(backOff.seconds(send.retries), cause.retryAfterSeconds ?? 0);
  return { state: 'retry_wait', error: notSentError(cause, policy, 'tried-again'), delaySeconds, countRetry: true };
}

function afterRejection(
  { error: graphError, policy, httpStatus, retryAfterSeconds = 0 }: Extract<GraphFailure, { outcome: 'rejected' }>,
  send: Pick<Send, 'content' | 'upload' | 'retries' | 'strikes' | 'pair_refusals'>,
): Transition {
  const { alert } = policy;
  const error = (next: Next) => metaError(graphError, policy, next, httpStatus);
  const failed = (): Transition => ({ state: 'failed', error: error('failed'), alert });
  const again = (seconds: number, more: Partial<Transition>): Transition => ({
    state: 'retry_wait',
    error: error('tried-again'),
    delaySeconds: Math.max(seconds, retryAfterSeconds, policy.waitSecondsMin ?? 0),
    countRetry: true,
    alert,
    ...more,
  });
  switch (policy.action) {
    case 'give-up':
      return failed();
    case 'pause-number':
    case 'pause-channel': {
      const width = pauseWidth(policy) ?? 'channel';
      const pause = { width, error: error('waits') };
      return { state: 'queued', reason: `${width}-paused`, error: pause.error, undoAttempt: true, pause, alert };
    }
    case 'retry':
    case 'retry-doubtful': {
      // With a 5xx Meta may have taken it all the same: each attempt has a number of its own, and its statuses come first.
      const mayHaveBeenTaken = policy.action === 'retry-doubtful' || httpStatus >= 500;
      return mayHaveBeenTaken
        ? again(backOff.doubtfulSeconds(send.strikes), { countStrike: true })
        : again(backOff.seconds(send.retries), {});
    }
    case 'retry-as-upload':
      if (fileOf(send.content) === undefined || send.upload) return failed();
      return again(0, { reason: 'upload', upload: true, delaySeconds: 0 });
    case 'slow-pair':
    case 'slow-number':
    case 'slow-account':
    case 'slow-app': {
      const { isOfPair, reason, seconds } = rateWait(policy, send);
      return again(seconds, { reason, ...(isOfPair ? { countPairRefusal: true } : { slowNumber: true }) });
    }
  }
}
