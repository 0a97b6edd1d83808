import { causes, type GraphErrorClass, type Sentence } from './error-sentences.js';
import type { FailureCause } from './failure-cause.js';
import type { GraphError } from './graph-error.js';

/**
 * - `retry`: not taken, try again with back-off
 * - `retry-doubtful`: probably not taken; try again when its statuses would have come if it was
 * - `retry-as-upload`: once, by uploading, if the file went as a link; otherwise give up
 * - `slow-number`, `slow-pair`, `slow-account`, `slow-app`: slow down that scope, then try again
 * - `give-up`: final for this message, others go on
 * - `pause-number`: nothing will go out through this number until a person acts; its messages wait
 * - `pause-channel`: likewise through all numbers of the token or the account
 */
export type GraphErrorAction =
  | 'retry'
  | 'retry-doubtful'
  | 'retry-as-upload'
  | 'slow-number'
  | 'slow-pair'
  | 'slow-account'
  | 'slow-app'
  | 'give-up'
  | 'pause-number'
  | 'pause-channel';

export type GraphErrorPolicy = {
  /** Our stable name for the trouble, to be stored and filtered by. */
  class: GraphErrorClass;
  action: GraphErrorAction;
  /** A person has to look at it. */
  alert: boolean;
  /** Sooner than this another attempt is in vain, or makes it worse. */
  waitSecondsMin?: number;
  /** What is wrong, for people; what becomes of the message, `sentenceFor` adds. */
  cause: Sentence;
};

type Row = [code: number, errorClass: GraphErrorClass, action: GraphErrorAction, more?: RowExtras];
type RowExtras = { alert?: boolean; waitSecondsMin?: number };

/**
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes says what a code means; the action is
 * ours. A pause always alerts, and is as wide as its cause.
 */
const rows: Row[] = [
  [0, 'token-invalid', 'pause-channel'],
  [1, 'temporary', 'retry-doubtful'],
  [2, 'temporary', 'retry'],
  [3, 'permission-missing', 'pause-channel'],
  [4, 'app-rate', 'slow-app'],
  [10, 'permission-missing', 'pause-channel'],
  [17, 'app-rate', 'slow-app'],
  [33, 'number-gone', 'pause-number'],
  [100, 'request-invalid', 'give-up', { alert: true }],
  [104, 'token-invalid', 'pause-channel'],
  [190, 'token-invalid', 'pause-channel'],
  [368, 'account-blocked', 'pause-channel'],
  [613, 'app-rate', 'slow-app'],
  [80007, 'account-rate', 'slow-account'],
  [130403, 'customer-blocked', 'give-up'],
  [130429, 'number-rate', 'slow-number'],
  [130472, 'experiment', 'give-up'],
  [130497, 'country-not-allowed', 'give-up'],
  [131000, 'temporary', 'retry-doubtful'],
  [131005, 'permission-missing', 'pause-channel'],
  [131008, 'request-invalid', 'give-up', { alert: true }],
  [131009, 'request-invalid', 'give-up', { alert: true }],
  [131016, 'temporary', 'retry'],
  [131021, 'same-number', 'give-up'],
  [131026, 'undeliverable', 'give-up'],
  [131030, 'not-on-test-list', 'give-up'],
  [131031, 'account-blocked', 'pause-channel'],
  [131037, 'display-name', 'pause-number'],
  [131042, 'payment', 'pause-channel'],
  [131044, 'payment', 'pause-channel'],
  [131045, 'registration', 'pause-number'],
  [131047, 'window-closed', 'give-up'],
  [131048, 'spam-limit', 'slow-number', { alert: true, waitSecondsMin: 3600 }],
  [131049, 'ecosystem', 'give-up', { waitSecondsMin: 86_400 }],
  [131050, 'opted-out', 'give-up'],
  [131051, 'type-unsupported', 'give-up'],
  [131052, 'inbound-media-unavailable', 'give-up'],
  [131053, 'media-refused', 'retry-as-upload'],
  [131055, 'request-invalid', 'give-up', { alert: true }],
  [131056, 'pair-rate', 'slow-pair'],
  [131057, 'maintenance', 'retry'],
  [131060, 'message-unavailable', 'give-up'],
  [131062, 'number-needed', 'give-up'],
  [131063, 'marketing-off', 'give-up'],
  [131064, 'template-limit', 'slow-number', { alert: true }],
  [132000, 'template-invalid', 'give-up'],
  [132001, 'template-invalid', 'give-up'],
  [132005, 'template-invalid', 'give-up'],
  [132007, 'template-invalid', 'give-up'],
  [132008, 'template-invalid', 'give-up'],
  [132012, 'template-invalid', 'give-up'],
  [132015, 'template-paused', 'give-up', { alert: true }],
  [132016, 'template-disabled', 'give-up', { alert: true }],
  [132018, 'template-invalid', 'give-up'],
  [132068, 'flow-blocked', 'give-up'],
  [132069, 'flow-throttled', 'slow-number'],
  [133000, 'registration', 'pause-number'],
  [133004, 'temporary', 'retry'],
  [133005, 'registration', 'pause-number'],
  [133006, 'registration', 'pause-number'],
  [133008, 'registration', 'pause-number'],
  [133009, 'registration', 'pause-number'],
  [133010, 'registration', 'pause-number'],
  [133015, 'number-just-deleted', 'retry', { waitSecondsMin: 300 }],
  [133016, 'registration-limit', 'slow-number', { waitSecondsMin: 3600 }],
  [134011, 'payment-terms', 'pause-channel'],
  [135000, 'request-invalid', 'give-up', { alert: true }],
  [137000, 'identity-changed', 'give-up'],
];

const policies: ReadonlyMap<number, GraphErrorPolicy> = new Map(
  rows.map(([code, errorClass, action, more]) => [code, policy(errorClass, action, more)]),
);

const permissionMissing = policy('permission-missing', 'pause-channel');
const numberGone = policy('number-gone', 'pause-number');
const unknown = policy('unknown', 'give-up', { alert: true });

/** All codes we know, for tables in documentation and a simulator's menu. */
export const knownGraphErrorCodes: readonly number[] = rows.map(([code]) => code);

/** What an error means and what to do. Decides on the code alone; a code nobody has described gives up and alerts. */
export function classifyGraphError(error: Pick<GraphError, 'code' | 'subcode'>): GraphErrorPolicy {
  // The one subcode that matters: a wrong id, or one we may no longer see, comes as a bad parameter.
  if (error.code === 100 && error.subcode === 33) return numberGone;
  if (error.code >= 200 && error.code <= 299) return permissionMissing;
  return policies.get(error.code) ?? unknown;
}

/** Statuses of HTTP that say something about this one message: it is too large, or not of a form that may pass. */
const ABOUT_THE_MESSAGE: readonly number[] = [400, 411, 413, 414, 415, 422, 431];

/** What to do when Meta surely did not take a call, without a word of Graph's. */
export function classifyNotSent({ httpStatus }: FailureCause): GraphErrorPolicy {
  if (httpStatus === undefined) return policy('unreachable', 'retry');
  return ABOUT_THE_MESSAGE.includes(httpStatus)
    ? policy('refused-on-the-way', 'give-up', { alert: true })
    : policy('refused-on-the-way', 'retry');
}

/** How much a refusal stops besides its own message. */
export function pauseWidth({ action }: Pick<GraphErrorPolicy, 'action'>): 'number' | 'channel' | undefined {
  if (action === 'pause-number') return 'number';
  return action === 'pause-channel' ? 'channel' : undefined;
}

function policy(errorClass: GraphErrorClass, action: GraphErrorAction, more: RowExtras = {}): GraphErrorPolicy {
  const alert = more.alert ?? pauseWidth({ action }) !== undefined;
  const { is: cause } = causes[errorClass];
  return more.waitSecondsMin === undefined
    ? { class: errorClass, action, alert, cause }
    : { class: errorClass, action, alert, waitSecondsMin: more.waitSecondsMin, cause };
}
