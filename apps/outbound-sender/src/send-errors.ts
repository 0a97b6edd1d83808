import type { SendError } from '@wabx/contracts';
import type { GraphError, GraphErrorPolicy } from '@wabx/whatsapp';

/** What goes wrong on our side of the border, in the same words as Meta's errors. */
const ownErrors = {
  'window-closed': {
    en: 'More than 24 hours have passed since the customer last wrote, so this was not sent. You can answer when they write again.',
    zh: '距客户上次发消息已超过 24 小时，因此未发送此消息。客户再次来信后才能回复。',
  },
  'media-expired': {
    en: 'The file is no longer stored. Attach it again.',
    zh: '该文件已不再保存。请重新添加附件。',
  },
  'media-refused': {
    en: 'WhatsApp could not take the file: its type, coding or size is not accepted.',
    zh: 'WhatsApp 无法接收该文件：其类型、编码或大小不被接受。',
  },
  'recipient-missing': {
    en: 'Neither the phone number nor the WhatsApp id of this customer is known, so nothing could be sent.',
    zh: '此客户的电话号码和 WhatsApp ID 均未知，因此无法发送。',
  },
  'request-invalid': {
    en: 'This message does not have a form that WhatsApp accepts, so it was not sent.',
    zh: '此消息的格式不被 WhatsApp 接受，因此未发送。',
  },
  unreadable: {
    en: 'This message was damaged on its way to the sender and could not be sent. Write it again.',
    zh: '此消息在传递到发送服务的途中损坏，无法发送。请重新编写。',
  },
  'token-unreadable': {
    en: 'The access token of this channel cannot be opened. Messages wait until it is entered again.',
    zh: '无法读取此渠道的访问令牌。消息将等待，直到重新输入令牌。',
  },
  discarded: {
    en: 'It is not known whether WhatsApp took this message, and it was decided not to send it again.',
    zh: '无法确定 WhatsApp 是否已接收此消息，已决定不再重新发送。',
  },
  'outcome-unknown': {
    en: 'It is not known whether WhatsApp took this message. Decide whether to send it again.',
    zh: '无法确定 WhatsApp 是否已接收此消息。请决定是否重新发送。',
  },
} as const;
export type OwnErrorClass = keyof typeof ownErrors;

export function ownError(errorClass: OwnErrorClass, details?: string): SendError {
  return { class: errorClass, sentence: ownErrors[errorClass], ...(details ? { details } : {}) };
}

/** Meta's error with our class and a sentence for the agent. */
export function metaError(
  error: Pick<GraphError, 'code' | 'title' | 'message' | 'details' | 'traceId'>,
  policy: GraphErrorPolicy,
): SendError {
  const title = error.title ?? error.message;
  return {
    code: error.code,
    ...(title ? { title } : {}),
    ...(error.details ? { details: error.details } : {}),
    ...(error.traceId ? { traceId: error.traceId } : {}),
    class: policy.class,
    sentence: { en: policy.sentence.en, zh: policy.sentence['zh-CN'] },
  };
}
