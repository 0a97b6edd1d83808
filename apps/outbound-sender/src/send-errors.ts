import type { SendError } from '@wabx/contracts';
import {
  failedStepOf,
  pauseWidth,
  sentenceFor,
  type FailureCause,
  type GraphError,
  type GraphErrorPolicy,
  type NextStep,
} from '@wabx/whatsapp';

/** What goes wrong on our side of the border, in the same words as Meta's errors. */
const ownErrors = {
  'window-closed': {
    next: 'failed-retry',
    en: 'More than 24 hours have passed since the customer last wrote, so this was not sent. You can answer when they write again.',
    'zh-CN': '距客户上次发消息已超过 24 小时，因此未发送此消息。客户再次来信后才能回复。',
  },
  'channel-gone': {
    next: 'failed-for-good',
    en: 'The channel of this conversation was deleted while this waited, so it was not sent.',
    'zh-CN': '此消息等待期间，所属渠道已被删除，因此未发送。',
  },
  'media-expired': {
    next: 'failed-for-good',
    en: 'The file is no longer stored. Attach it again.',
    'zh-CN': '该文件已不再保存。请重新添加附件。',
  },
  'media-refused': {
    next: 'failed-for-good',
    en: 'WhatsApp could not take the file: its type, coding or size is not accepted.',
    'zh-CN': 'WhatsApp 无法接收该文件：其类型、编码或大小不被接受。',
  },
  'recipient-missing': {
    next: 'failed-for-good',
    en: 'Neither the phone number nor the WhatsApp id of this customer is known, so nothing could be sent.',
    'zh-CN': '此客户的电话号码和 WhatsApp ID 均未知，因此无法发送。',
  },
  'request-invalid': {
    next: 'failed-for-good',
    en: 'This message does not have a form that WhatsApp accepts, so it was not sent.',
    'zh-CN': '此消息的格式不被 WhatsApp 接受，因此未发送。',
  },
  unreadable: {
    next: 'failed-for-good',
    en: 'This message was damaged on its way to the sender and could not be sent. Write it again.',
    'zh-CN': '此消息在传递到发送服务的途中损坏，无法发送。请重新编写。',
  },
  'token-unreadable': {
    next: 'waits',
    en: 'The access token of this channel cannot be opened. Messages wait until it is entered again.',
    'zh-CN': '无法读取此渠道的访问令牌。消息将等待，直到重新输入令牌。',
  },
  discarded: {
    next: 'failed-for-good',
    en: 'It is not known whether WhatsApp took this message, and it was decided not to send it again.',
    'zh-CN': '无法确定 WhatsApp 是否已接收此消息，已决定不再重新发送。',
  },
  'outcome-unknown': {
    next: 'needs-decision',
    en: 'It is not known whether WhatsApp took this message. Decide whether to send it again.',
    'zh-CN': '无法确定 WhatsApp 是否已接收此消息。请决定是否重新发送。',
  },
} as const;
export type OwnErrorClass = keyof typeof ownErrors;
export const ownErrorClasses = Object.keys(ownErrors) as OwnErrorClass[];

export function ownError(errorClass: OwnErrorClass, details?: string): SendError {
  const { next, ...sentence } = ownErrors[errorClass];
  return { class: errorClass, next, sentence, ...(details ? { details } : {}) };
}

/** What happens to the message; a failure's own step follows from its class. */
export type Next = Extract<NextStep, 'tried-again' | 'waits'> | 'failed';

/** Meta's error with our class and, for the agent, a sentence that says what happens to the message, if it is about one. */
export function metaError(
  error: Pick<GraphError, 'code' | 'title' | 'message' | 'details' | 'traceId'>,
  policy: GraphErrorPolicy,
  next: Next | undefined,
  httpStatus?: number,
): SendError {
  const title = error.title ?? error.message;
  return {
    code: error.code,
    ...(title ? { title } : {}),
    ...(error.details ? { details: error.details } : {}),
    ...(error.traceId ? { traceId: error.traceId } : {}),
    ...(httpStatus ? { httpStatus } : {}),
    ...told(policy, next),
  };
}

/** A call that Meta surely did not take, in no words of Graph's. */
export function notSentError(
  { kind, code, httpStatus }: FailureCause,
  policy: GraphErrorPolicy,
  next: Next,
): SendError {
  const details = code ? `${kind} (${code})` : kind;
  return { details, ...(httpStatus ? { httpStatus } : {}), ...told(policy, next) };
}

function told(policy: GraphErrorPolicy, next: Next | undefined): Pick<SendError, 'class' | 'next' | 'sentence'> {
  if (next === undefined) return { class: policy.class, sentence: policy.cause };
  const step = next === 'failed' ? failedStepOf(policy.class) : next;
  // channel-config makes an alert of each pausing refusal, and of no other.
  const isAlert = pauseWidth(policy) !== undefined;
  return { class: policy.class, next: step, sentence: sentenceFor(policy.class, step, { isAlert }) };
}
