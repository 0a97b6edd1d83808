import { z } from 'zod';
import type { Sighting } from './channel-health.js';
import { sentenceOf } from './status-sentence.js';

const sentenceSchema = z.object({ en: z.string(), 'zh-CN': z.string() });
type Sentence = z.infer<typeof sentenceSchema>;

export const checkSchema = z
  .object({
    check: z.enum(['base-url', 'handshake', 'app-secret', 'webhook', 'access-token', 'reply']),
    state: z.enum(['ok', 'warning', 'failed', 'unknown']),
    /** When what it rests on was seen; missing when nothing was. */
    at: z.iso.datetime().optional(),
    sentence: sentenceSchema,
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof checkSchema>;

export type Seen = ReadonlyMap<Sighting['fact'], { at: Date; detail: string | null }>;

/** What can be said of a channel from what was seen of it, without asking Meta. One result per check. */
export function diagnose(channel: { isBaseUrlOffered: boolean; accessTokenSetAt: Date }, seen: Seen): Check[] {
  return [
    channel.isBaseUrlOffered ? result('base-url', 'ok') : result('base-url', 'failed'),
    handshake(seen),
    appSecret(seen),
    webhook(seen),
    accessToken(seen, channel.accessTokenSetAt),
    reply(seen),
  ];
}

function handshake(seen: Seen): Check {
  const good = seen.get('handshake-ok')?.at;
  const wrong = seen.get('handshake-wrong-token')?.at;
  if (isLater(wrong, good)) return result('handshake', 'failed', wrong);
  if (good !== undefined) return result('handshake', 'ok', good);
  // Webhooks that arrive prove the handshake, even one from before this was recorded.
  const accepted = seen.get('webhook-accepted')?.at;
  return accepted === undefined ? result('handshake', 'unknown') : result('handshake', 'ok', accepted);
}

function appSecret(seen: Seen): Check {
  const accepted = seen.get('webhook-accepted')?.at;
  const invalid = seen.get('signature-invalid')?.at;
  if (isLater(invalid, accepted)) return result('app-secret', 'failed', invalid);
  return accepted === undefined ? result('app-secret', 'unknown') : result('app-secret', 'ok', accepted);
}

function webhook(seen: Seen): Check {
  const accepted = seen.get('webhook-accepted')?.at;
  if (accepted !== undefined) return result('webhook', 'ok', accepted);
  const verified = seen.get('handshake-ok')?.at;
  return verified === undefined ? result('webhook', 'unknown') : result('webhook', 'warning', verified);
}

/** What was seen before the present token was set says nothing about it. */
function accessToken(seen: Seen, setAt: Date): Check {
  const refused = seen.get('graph-refused');
  const sent = seen.get('reply-sent')?.at;
  if (refused !== undefined && isLater(refused.at, setAt) && !isLater(sent, refused.at)) {
    const sentence = refused.detail === null ? undefined : sentenceOf(refused.detail);
    return { ...result('access-token', 'failed', refused.at), ...(sentence === undefined ? {} : { sentence }) };
  }
  return isLater(sent, setAt) ? result('access-token', 'ok', sent) : result('access-token', 'unknown');
}

function reply(seen: Seen): Check {
  const delivered = seen.get('reply-delivered')?.at;
  return delivered === undefined ? result('reply', 'unknown') : result('reply', 'ok', delivered);
}

function isLater(one: Date | undefined, other: Date | undefined): boolean {
  return one !== undefined && (other === undefined || one > other);
}

function result(check: Check['check'], state: Check['state'], at?: Date): Check {
  const sentence = sentences[check][state];
  if (sentence === undefined) throw new Error(`no sentence for ${check} ${state}`);
  return { check, state, ...(at === undefined ? {} : { at: at.toISOString() }), sentence };
}

const sentences: Record<Check['check'], Partial<Record<Check['state'], Sentence>>> = {
  'base-url': {
    ok: { en: 'The base URL is one that this installation offers.', 'zh-CN': '基础 URL 是本系统提供的地址之一。' },
    failed: {
      en: 'The base URL is no longer among WABX_PUBLIC_URLS. Choose another one and register the webhook again at Meta.',
      'zh-CN': '基础 URL 已不在 WABX_PUBLIC_URLS 中。请另选一个，并在 Meta 重新登记 webhook。',
    },
  },
  handshake: {
    ok: { en: 'Meta has verified the callback URL.', 'zh-CN': 'Meta 已验证回调 URL。' },
    failed: {
      en: 'Meta called with a different verify token. Paste the verify token of this channel at Meta again.',
      'zh-CN': 'Meta 使用了不同的验证令牌。请将此渠道的验证令牌重新粘贴到 Meta。',
    },
    unknown: {
      en: 'Meta has not called yet. Paste the webhook URL and the verify token at Meta.',
      'zh-CN': 'Meta 尚未调用。请将 webhook URL 和验证令牌粘贴到 Meta。',
    },
  },
  'app-secret': {
    ok: { en: 'The last webhook was signed with our app secret.', 'zh-CN': '最近的 webhook 由我们的应用密钥签名。' },
    failed: {
      en: 'A webhook came with a signature of another secret. Copy the app secret from the app that is subscribed at Meta.',
      'zh-CN': '收到的 webhook 由其他密钥签名。请从在 Meta 订阅的应用中复制应用密钥。',
    },
    unknown: { en: 'No webhook has come yet that could prove it.', 'zh-CN': '尚未收到可供验证的 webhook。' },
  },
  webhook: {
    ok: { en: 'Webhooks arrive.', 'zh-CN': 'Webhook 正常到达。' },
    warning: {
      en: 'The callback is verified, but no webhook has come. Subscribe the field "messages" and the app to the account.',
      'zh-CN': '回调已验证，但尚未收到 webhook。请订阅 "messages" 字段，并让应用订阅该账户。',
    },
    unknown: { en: 'No webhook has come yet.', 'zh-CN': '尚未收到 webhook。' },
  },
  'access-token': {
    ok: { en: 'Meta has taken a reply with this access token.', 'zh-CN': 'Meta 已接受使用此访问令牌的回复。' },
    failed: { en: 'Meta refuses the access token. Replace it.', 'zh-CN': 'Meta 拒绝此访问令牌。请更换。' },
    unknown: { en: 'This access token was not used yet.', 'zh-CN': '此访问令牌尚未使用过。' },
  },
  reply: {
    ok: { en: 'Replies reach customers.', 'zh-CN': '回复可以送达客户。' },
    unknown: { en: 'No reply was delivered yet.', 'zh-CN': '尚无回复送达。' },
  },
};
