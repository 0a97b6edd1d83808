import { waitReasons, type WaitReason } from '@wabx/contracts';

interface Sentence {
  en: string;
  'zh-CN': string;
}

/** What people read of a reply that waits and that Meta has not refused itself. */
const sentences: Record<WaitReason, Sentence> = {
  rate: say('The message waits for the sending rate of this number.', '消息正在等待此号码的发送速率。'),
  'pair-rate': say(
    'The message waits: WhatsApp takes only so many messages to one customer in a short time.',
    '消息正在等待：WhatsApp 短时间内只接受有限数量发给同一客户的消息。',
  ),
  'channel-paused': say(
    'The message waits: Meta refuses this channel. It is sent when that is repaired.',
    '消息正在等待：Meta 拒绝此渠道。修复后即会发送。',
  ),
  'number-paused': say(
    'The message waits: Meta refuses this number. It is sent when that is repaired.',
    '消息正在等待：Meta 拒绝此号码。修复后即会发送。',
  ),
  'meta-away': say(
    'The message waits: WhatsApp does not answer. It is sent when WhatsApp works again.',
    '消息正在等待：WhatsApp 没有响应。恢复后即会发送。',
  ),
  'earlier-message': say(
    'The message waits for an earlier one, of which it is not known yet whether it was sent.',
    '消息正在等待一条更早的消息，尚不知道那条消息是否已发送。',
  ),
  media: say('The message waits for its file.', '消息正在等待其文件。'),
  upload: say('The message waits until its file is uploaded to WhatsApp.', '消息正在等待其文件上传到 WhatsApp。'),
};

/** Undefined for a reason that this version does not know. */
export function waitSentence(reason: string): Sentence | undefined {
  const known = waitReasons.find((one) => one === reason);
  return known && sentences[known];
}

function say(en: string, zh: string): Sentence {
  return { en, 'zh-CN': zh };
}
