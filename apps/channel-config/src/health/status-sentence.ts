import { classifyGraphError, knownGraphErrorCodes, type GraphErrorClass, type Sentence } from '@wabx/whatsapp';

const sentences = new Map<string, Sentence>([
  ...knownGraphErrorCodes.map((code): [string, Sentence] => {
    const { class: errorClass, sentence } = classifyGraphError({ code });
    return [errorClass, sentence];
  }),
  [
    'app-not-subscribed',
    {
      en: 'No webhook can come: our app is not subscribed to the WhatsApp account. The doctor can subscribe it.',
      'zh-CN': '无法收到 webhook：我们的应用未订阅此 WhatsApp 账户。可通过诊断功能订阅。',
    },
  ],
  [
    'token-expiring',
    {
      en: 'The access token of this channel expires within 14 days. Replace it; replies stop when it ends.',
      'zh-CN': '此渠道的访问令牌将在 14 天内过期。请更换；过期后回复将停止。',
    },
  ],
]);

/** A token that Meta refuses, when only a media request has told us and no code came with it. */
export const TOKEN_REFUSED: GraphErrorClass = 'token-invalid';

/** What to tell people about the reason of a status: a class of Graph errors, or one of the health watch. */
export function sentenceOf(reason: string): Sentence | undefined {
  return sentences.get(reason);
}
