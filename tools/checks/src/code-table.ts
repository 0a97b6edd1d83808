import {
  classifyGraphError,
  knownGraphErrorCodes,
  remedies,
  type GraphErrorAction,
  type Sentence,
} from '@wabx/whatsapp';
import type { Language } from './generated-docs.js';
import { toTable } from './markdown-table.js';

/** What wabx does by itself. */
const actions: Record<GraphErrorAction, Sentence> = {
  retry: { en: 'tries again', 'zh-CN': '自动重试' },
  'retry-doubtful': {
    en: 'waits 30 s for a status, then tries again',
    'zh-CN': '等待状态 30 秒后自动重试',
  },
  'retry-as-upload': { en: 'uploads the file and tries once more', 'zh-CN': '改为上传文件后再试一次' },
  'slow-number': { en: 'slows the number down', 'zh-CN': '降低该号码的发送速度' },
  'slow-pair': { en: 'slows down towards this customer', 'zh-CN': '降低对该客户的发送速度' },
  'slow-account': { en: 'slows the account down', 'zh-CN': '降低该账户的调用速度' },
  'slow-app': { en: 'slows the app down', 'zh-CN': '降低该应用的调用速度' },
  'give-up': { en: 'fails this message, sends the others', 'zh-CN': '此消息失败，其他消息照常发送' },
  'pause-number': { en: 'pauses sending of the number, keeps receiving', 'zh-CN': '暂停该号码的发送，继续接收' },
  'pause-channel': { en: 'pauses sending of the channel, keeps receiving', 'zh-CN': '暂停该渠道的发送，继续接收' },
};

const heads: Record<Language, readonly string[]> = {
  en: ['code', 'class', 'wabx', 'what you do'],
  'zh-CN': ['代码', '类别', 'wabx 的处理', '您需要做的'],
};

/** Every code of Meta that wabx knows: its class, what wabx does and what an administrator does. */
export function toCodeTable(language: Language): string {
  const known = knownGraphErrorCodes.map((code) => ({ shown: String(code), error: { code } }));
  const special = [
    { shown: '100 / 33', error: { code: 100, subcode: 33 } },
    { shown: '200–299', error: { code: 200 } },
  ];
  const rows = [...known, ...special]
    .sort((one, other) => one.error.code - other.error.code)
    .map(({ shown, error }) => {
      const { class: errorClass, action } = classifyGraphError(error);
      return [shown, `\`${errorClass}\``, actions[action][language], remedies[errorClass][language]];
    });
  return toTable(heads[language], rows);
}
