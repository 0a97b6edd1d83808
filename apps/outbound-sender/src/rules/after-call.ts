import type { SendError } from '@wabx/contracts';
import type { GraphFailure, SendOutcome } from '@wabx/whatsapp';
import { metaError } from '../send-errors.js';
import { fileOf, type Send } from '../store/send.js';
import { backOff, rateWait } from './back-off.js';

/** What a call's outcome makes of the send, and of the number and the channel that it went through. */
export interface Transition {
  state: 'sent' | 'failed' | 'retry_wait' | 'unknown' | 'queued';
  waMessageId?: string;
  error?: SendError;
  reason?: string;
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
  /** Meta refuses the channel's token: nothing goes out until a person acts. */
  pauseChannel?: SendError;
  /** Somebody has to look at it. */
  alert?: boolean;
}

/** Committed as `sending` and surely not written: the next start makes the same attempt. */
export const unwritten: Transition = { state: 'queued', undoAttempt: true };

/** An answer that probably means "not taken" is believed so often. */
const STRIKES_MAX = 3;
/** Statuses of a message that Meta took in spite of such an answer are here by then, and end the wait. */
const MAY_HAVE_BEEN_TAKEN_SECONDS = 30;

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
      return { state: 'retry_wait', delaySeconds: backOff.seconds(send.retries), countRetry: true };
    case 'unknown':
      return { state: 'unknown' };
    case 'rejected':
      return afterRejection(outcome, send);
  }
}

function afterRejection(
  { error: graphError, policy, httpStatus, retryAfterSeconds = 0 }: Extract<GraphFailure, { outcome: 'rejected' }>,
  send: Pick<Send, 'content' | 'upload' | 'retries' | 'strikes' | 'pair_refusals'>,
): Transition {
  const error = metaError(graphError, policy);
  const wait = (seconds: number) => Math.max(seconds, retryAfterSeconds, policy.waitSecondsMin ?? 0);
  const again: Transition = { state: 'retry_wait', error, countRetry: true, alert: policy.alert };
  const failed: Transition = { state: 'failed', error, alert: policy.alert };
  switch (policy.action) {
    case 'give-up':
      return failed;
    case 'pause-channel':
      return {
        state: 'queued',
        reason: 'channel-paused',
        error,
        undoAttempt: true,
        pauseChannel: error,
        alert: policy.alert,
      };
    case 'retry':
    case 'retry-few': {
      // With a 5xx Meta may have taken it all the same: three attempts, each with a number of its own, then it is over.
      const mayHaveBeenTaken = policy.action === 'retry-few' || httpStatus >= 500;
      if (!mayHaveBeenTaken) return { ...again, delaySeconds: wait(backOff.seconds(send.retries)) };
      if (send.strikes + 1 >= STRIKES_MAX) return failed;
      return { ...again, delaySeconds: wait(MAY_HAVE_BEEN_TAKEN_SECONDS), countStrike: true };
    }
    case 'retry-as-upload':
      if (fileOf(send.content) === undefined || send.upload) return failed;
      return { ...again, reason: 'upload', upload: true, delaySeconds: 0 };
    case 'slow-pair':
    case 'slow-number':
    case 'slow-account':
    case 'slow-app': {
      const { isOfPair, reason, seconds } = rateWait(policy, send);
      const counted = isOfPair ? { countPairRefusal: true } : { slowNumber: true };
      return { ...again, reason, delaySeconds: wait(seconds), ...counted };
    }
  }
}
