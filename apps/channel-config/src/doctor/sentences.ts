import { classifyGraphError, knownGraphErrorCodes, remedies, type GraphErrorClass } from '@wabx/whatsapp';
import { checkIds, type CheckId, type Sentence } from './check.js';
import { pausingClasses } from './diagnose-seen.js';

interface Told {
  ok: Sentence;
  unknown?: Sentence;
  faults: Partial<Record<string, { sentence: Sentence; repair: Sentence }>>;
}

const say = (en: string, zh: string): Sentence => ({ en, 'zh-CN': zh });
const fault = (en: string, zh: string, repairEn: string, repairZh: string) => ({
  sentence: say(en, zh),
  repair: say(repairEn, repairZh),
});

/** Faults that a call of the Graph API can put right; for the others the repair is something that a person does. */
const byApi: Partial<Record<CheckId, readonly string[]>> = {
  'app-subscribed': ['none', 'another-app'],
  callback: ['none', 'number-elsewhere', 'account-elsewhere', 'app-elsewhere', 'app-deleted-channel'],
  'messages-field': ['not-subscribed', 'inactive'],
  handshake: ['wrong-token'],
};

/** What people read about a class of Meta's errors. */
function meaningOf(errorClass: GraphErrorClass): Sentence {
  const code = knownGraphErrorCodes.find((known) => classifyGraphError({ code: known }).class === errorClass);
  return classifyGraphError({ code: code ?? -1 }).cause;
}

export function repairable(id: CheckId, name: string): boolean {
  return byApi[id]?.includes(name) === true;
}

/** Every fault that the doctor knows, in the order of its checks: for the documentation. */
export function knownFaults() {
  return checkIds.flatMap((check) =>
    Object.entries(sentencesOf[check].faults).flatMap(([name, told]) =>
      told === undefined ? [] : [{ check, fault: name, ...told, isRepairable: repairable(check, name) }],
    ),
  );
}

/** What cannot be told before something else is put right. */
export function unknownBecause(ids: readonly CheckId[]): Sentence {
  if (ids.length === 0) return say('This could not be found out.', '无法判断。');
  const titles = checkIds.filter((id) => ids.includes(id)).map((id) => titleOf[id]);
  return say(
    `This cannot be told before something else is in order: ${titles.map((title) => title.en).join(', ')}.`,
    `须先解决以下问题才能判断：${titles.map((title) => title['zh-CN']).join('、')}。`,
  );
}

/** `{at}` in a sentence stands for when the thing was seen. */
export function dated(sentence: Sentence, at: string): Sentence {
  return say(sentence.en.replace('{at}', at), sentence['zh-CN'].replace('{at}', at));
}

const titleOf: Record<CheckId, Sentence> = {
  'base-url': say('base URL', '基础 URL'),
  meta: say("Meta's API", 'Meta 接口'),
  'access-token': say('access token', '访问令牌'),
  'token-expiry': say('expiry of the token', '令牌有效期'),
  'token-scopes': say('permissions of the token', '令牌权限'),
  'token-account': say('access to the account', '账户访问权'),
  'app-secret': say('app secret', '应用密钥'),
  numbers: say('numbers', '号码'),
  'number-health': say('state of the numbers', '号码状态'),
  sending: say('sending', '发送'),
  'test-number': say('test number', '测试号码'),
  'app-subscribed': say('subscription of the app', '应用订阅'),
  callback: say('callback', '回调地址'),
  'messages-field': say('field "messages"', '"messages" 字段'),
  handshake: say('verification of the callback', '回调验证'),
  'media-link': say('media link', '媒体链接'),
  'media-fetch': say('fetching of files', '文件获取'),
  streams: say('room for events', '事件空间'),
  'account-notices': say('notices of Meta', 'Meta 通知'),
  'held-back': say('what is held back', '被扣留的内容'),
  destinations: say('who hears the customers', '接待客户的人员'),
  'last-webhook': say('last webhook', '最近的 webhook'),
  'last-message-in': say('last message in', '最近收到的消息'),
  'last-reply-delivered': say('last reply delivered', '最近送达的回复'),
};

export const sentencesOf: Record<CheckId, Told> = {
  'base-url': {
    ok: say('The base URL is offered by this installation and answers.', '基础 URL 由本系统提供且可以访问。'),
    faults: {
      'not-offered': fault(
        'The base URL is no longer among WABX_PUBLIC_URLS.',
        '基础 URL 已不在 WABX_PUBLIC_URLS 中。',
        'Choose another base URL for the channel, then register the webhook again.',
        '请为渠道另选基础 URL，然后重新登记 webhook。',
      ),
      'bad-certificate': fault(
        'The certificate of the base URL does not hold, so Meta will not deliver.',
        '基础 URL 的证书无效，Meta 不会投递。',
        'Install a certificate of a public authority with its whole chain at the reverse proxy.',
        '请在反向代理上安装公共机构签发的证书及完整证书链。',
      ),
      unreachable: fault(
        'Nothing answers at the base URL.',
        '基础 URL 无响应。',
        'Check DNS, firewall and reverse proxy of this address.',
        '请检查该地址的 DNS、防火墙和反向代理。',
      ),
    },
  },
  meta: {
    ok: say("Meta's API answers.", 'Meta 接口正常响应。'),
    faults: {
      away: fault(
        "Meta's API does not answer. This says nothing about the channel.",
        'Meta 接口无响应，这并不说明渠道有问题。',
        'Check that this installation may reach graph.facebook.com, and try again in a few minutes.',
        '请确认本系统可以访问 graph.facebook.com，几分钟后再试。',
      ),
    },
  },
  'access-token': {
    ok: say('The access token is valid.', '访问令牌有效。'),
    faults: {
      missing: fault(
        'The channel has no access token.',
        '渠道没有访问令牌。',
        'Make a system user’s token at Meta and give it to the channel.',
        '请在 Meta 创建系统用户令牌并填入渠道。',
      ),
      expired: fault(
        'The access token has expired.',
        '访问令牌已过期。',
        'Make a new token, best one of a system user that never expires, and give it to the channel.',
        '请创建新的令牌（最好是永不过期的系统用户令牌）并填入渠道。',
      ),
      invalid: fault(
        'Meta does not accept the access token: it was revoked, or it is not a token.',
        'Meta 不接受此访问令牌：已被撤销，或不是有效令牌。',
        'Make a new token of a system user and give it to the channel.',
        '请创建新的系统用户令牌并填入渠道。',
      ),
    },
  },
  'token-expiry': {
    ok: say('The access token does not expire soon.', '访问令牌近期不会过期。'),
    faults: {
      temporary: fault(
        'The access token is a temporary one: it belongs to a person and will end.',
        '访问令牌是临时令牌：属于个人，会过期。',
        'Replace it by the token of a system user that never expires (Business settings, System users).',
        '请换成永不过期的系统用户令牌（商务设置 → 系统用户）。',
      ),
      soon: fault(
        'The access token expires soon.',
        '访问令牌即将过期。',
        'Make a new token of the system user and give it to the channel before this one ends.',
        '请在其过期前创建新的系统用户令牌并填入渠道。',
      ),
    },
  },
  'token-scopes': {
    ok: say('The access token has both permissions.', '访问令牌具备两项权限。'),
    faults: {
      missing: fault(
        'The access token lacks a permission that the channel needs.',
        '访问令牌缺少渠道所需的权限。',
        'Make a new token with whatsapp_business_messaging and whatsapp_business_management.',
        '请创建同时具备 whatsapp_business_messaging 和 whatsapp_business_management 权限的新令牌。',
      ),
    },
  },
  'token-account': {
    ok: say('The access token is granted on this WhatsApp account.', '访问令牌已获授权访问此 WhatsApp 账户。'),
    faults: {
      'account-unknown': fault(
        'It is not known which WhatsApp account the channel belongs to.',
        '不清楚渠道属于哪个 WhatsApp 账户。',
        'Give the channel the id of its WhatsApp Business Account (wabaId).',
        '请为渠道填写 WhatsApp Business 账户 ID（wabaId）。',
      ),
      'not-granted': fault(
        'The access token is not granted on this WhatsApp account.',
        '访问令牌未获授权访问此 WhatsApp 账户。',
        'Assign the account to the system user with full control at Meta, then make a new token; or correct wabaId.',
        '请在 Meta 将该账户分配给系统用户并授予完全控制权，再创建新令牌；或更正 wabaId。',
      ),
    },
  },
  'app-secret': {
    ok: say('The app secret is right: Meta accepts it.', '应用密钥正确：Meta 已接受。'),
    faults: {
      missing: fault(
        'The channel has no app secret, so no webhook is accepted.',
        '渠道没有应用密钥，因此不接受任何 webhook。',
        'Copy the app secret from the app at Meta (App settings, Basic).',
        '请从 Meta 的应用中复制应用密钥（应用设置 → 基本）。',
      ),
      wrong: fault(
        'The app secret is not that of the app.',
        '应用密钥与该应用不符。',
        'Copy the app secret of this very app (App settings, Basic); webhooks are refused until then.',
        '请复制该应用的密钥（应用设置 → 基本）；在此之前 webhook 会被拒绝。',
      ),
      'signed-by-another': fault(
        'Meta accepts the app secret, but webhooks come with another signature: another app sends them here.',
        'Meta 已接受应用密钥，但收到的 webhook 签名不同：它们来自其他应用。',
        'See which app has the callback URL of this channel, and take it out there or use the secret of that app.',
        '请查看哪个应用使用了此渠道的回调地址，并在那里移除，或改用该应用的密钥。',
      ),
      'another-app': fault(
        'The access token belongs to another app than the channel.',
        '访问令牌属于另一个应用。',
        'Make the token with this app, or correct appId together with the app secret.',
        '请用此应用创建令牌，或同时更正 appId 和应用密钥。',
      ),
    },
  },
  numbers: {
    ok: say(
      'Every number fits its phone number id and belongs to this account.',
      '每个号码与其号码 ID 相符并属于此账户。',
    ),
    faults: {
      none: fault(
        'The channel has no number.',
        '渠道没有号码。',
        'Add a number with its phone number id and destination.',
        '请添加号码及其号码 ID 和目的地。',
      ),
      'not-found': fault(
        'Meta does not know a phone number id, or does not show it to this token.',
        'Meta 找不到某个号码 ID，或此令牌无权查看。',
        'Copy the phone number id (not the number) from WhatsApp Manager; see which one in the evidence.',
        '请从 WhatsApp 管理工具复制号码 ID（不是号码本身）；具体见证据。',
      ),
      'other-account': fault(
        'A phone number id belongs to another WhatsApp account.',
        '某个号码 ID 属于另一个 WhatsApp 账户。',
        'Use a phone number id of this account, or give the number to a channel of its own.',
        '请使用此账户的号码 ID，或为该号码单独建立渠道。',
      ),
      'other-number': fault(
        'A phone number id belongs to another number than the one written here.',
        '某个号码 ID 对应的不是此处填写的号码。',
        'Correct the number or its phone number id; the evidence shows what Meta has.',
        '请更正号码或号码 ID；Meta 的记录见证据。',
      ),
    },
  },
  'number-health': {
    ok: say('The numbers are connected and in good standing.', '号码已连接且状态良好。'),
    faults: {
      banned: fault(
        'Meta has banned a number.',
        'Meta 已封禁某个号码。',
        'Open Business Support Home at Meta and ask for a review; nothing can be sent until then.',
        '请打开 Meta 商务支持主页申请复核；在此之前无法发送。',
      ),
      gone: fault(
        'A number was deleted at Meta or moved to another provider.',
        '某个号码在 Meta 已被删除或迁移到其他服务商。',
        'Remove the number from the channel, or add it again in WhatsApp Manager.',
        '请从渠道中移除该号码，或在 WhatsApp 管理工具中重新添加。',
      ),
      disconnected: fault(
        'A number is disconnected at Meta.',
        '某个号码在 Meta 已断开连接。',
        'Register it again with its PIN: POST /{phone-number-id}/register.',
        '请使用 PIN 重新注册：POST /{phone-number-id}/register。',
      ),
      pending: fault(
        'A number is not registered at Meta yet.',
        '某个号码在 Meta 尚未注册。',
        'Verify it in WhatsApp Manager and register it with a PIN.',
        '请在 WhatsApp 管理工具中验证，并使用 PIN 注册。',
      ),
      restricted: fault(
        'Meta restricts a number for some time.',
        'Meta 暂时限制了某个号码。',
        'See in WhatsApp Manager what is restricted and until when; replies to customers may still leave.',
        '请在 WhatsApp 管理工具查看限制内容和期限；对客户的回复可能仍可发送。',
      ),
      flagged: fault(
        'Meta has flagged a number because of its quality.',
        '由于质量问题，Meta 已标记某个号码。',
        'Write only what customers asked for; without improvement within seven days Meta lowers the limit.',
        '请只发送客户所需的内容；七天内若无改善，Meta 会降低限额。',
      ),
      'name-declined': fault(
        'Meta has declined the display name of a number.',
        'Meta 已拒绝某个号码的显示名称。',
        'Submit another display name in WhatsApp Manager.',
        '请在 WhatsApp 管理工具中提交其他显示名称。',
      ),
      'code-expired': fault(
        'The verification of a number has expired.',
        '某个号码的验证已过期。',
        'Verify the number again in WhatsApp Manager.',
        '请在 WhatsApp 管理工具中重新验证该号码。',
      ),
      'not-connected': fault(
        'A number is not connected at Meta.',
        '某个号码在 Meta 未连接。',
        'Open it in WhatsApp Manager: register it again or settle what Meta asks for.',
        '请在 WhatsApp 管理工具中打开：重新注册，或处理 Meta 的要求。',
      ),
      blocked: fault(
        'Meta lets a number send nothing.',
        'Meta 禁止某个号码发送消息。',
        'See the reason in WhatsApp Manager: payment, policy or business verification.',
        '请在 WhatsApp 管理工具查看原因：付款、政策或企业验证。',
      ),
      limited: fault(
        'Meta limits what a number may send.',
        'Meta 限制了某个号码的发送。',
        'See the reason in WhatsApp Manager.',
        '请在 WhatsApp 管理工具查看原因。',
      ),
      quality: fault(
        'Customers have blocked or reported a number: its quality is no longer good.',
        '有客户屏蔽或举报某个号码：其质量评级下降。',
        'Answer only what customers ask; the rating recovers within seven days.',
        '请只回复客户的询问；评级会在七天内恢复。',
      ),
      throughput: fault(
        'A number is set to send faster than Meta allows it.',
        '某个号码设置的发送速率超过 Meta 的允许值。',
        'Set sendsPerSecond to 80, or ask Meta for the upgrade to 1,000.',
        '请将 sendsPerSecond 设为 80，或向 Meta 申请升级到 1,000。',
      ),
    },
  },
  sending: {
    ok: say('Meta refuses no replies of this channel.', 'Meta 没有拒绝此渠道的回复。'),
    faults: Object.fromEntries(
      pausingClasses.map((errorClass) => [
        errorClass,
        { sentence: meaningOf(errorClass), repair: remedies[errorClass] },
      ]),
    ),
  },
  'test-number': {
    ok: say('No number is a test number of Meta.', '没有使用 Meta 的测试号码。'),
    faults: {
      'test-number': fault(
        'A number is a test number: it writes to listed recipients only.',
        '某个号码是测试号码：只能发给列出的接收人。',
        'List each recipient at Meta (WhatsApp, API Setup), or use a number of your own.',
        '请在 Meta（WhatsApp → API 设置）列出每个接收人，或使用自己的号码。',
      ),
    },
  },
  'app-subscribed': {
    ok: say('Our app is subscribed to the WhatsApp account.', '我们的应用已订阅此 WhatsApp 账户。'),
    faults: {
      none: fault(
        'No app is subscribed to the WhatsApp account, so Meta sends nothing.',
        '没有应用订阅此 WhatsApp 账户，Meta 不会发送任何内容。',
        'Subscribe the app: this can be done from here.',
        '让应用订阅该账户：可在此直接完成。',
      ),
      'another-app': fault(
        'Another app is subscribed to the WhatsApp account, ours is not.',
        '订阅此 WhatsApp 账户的是其他应用，不是我们的应用。',
        'Subscribe our app too: this can be done from here, and the other stays.',
        '让我们的应用也订阅：可在此直接完成，其他应用保持不变。',
      ),
    },
  },
  callback: {
    ok: say('Meta sends the webhooks of every number here.', 'Meta 将每个号码的 webhook 发送到这里。'),
    faults: {
      none: fault(
        'The app has no callback URL.',
        '应用没有回调地址。',
        'Register the webhook: this can be done from here.',
        '登记 webhook：可在此直接完成。',
      ),
      'number-elsewhere': fault(
        'A number has a callback of its own that leads elsewhere.',
        '某个号码单独设置的回调指向别处。',
        'Lift or turn the override of the number: this can be done from here.',
        '取消或更改该号码的覆盖设置：可在此直接完成。',
      ),
      'account-elsewhere': fault(
        'The WhatsApp account has a callback of its own that leads elsewhere.',
        'WhatsApp 账户单独设置的回调指向别处。',
        'Lift or turn the override of the account: this can be done from here.',
        '取消或更改该账户的覆盖设置：可在此直接完成。',
      ),
      'app-deleted-channel': fault(
        'The callback URL of the app is that of a channel that was deleted.',
        '应用的回调地址属于已删除的渠道。',
        'Register the webhook of this channel: this can be done from here.',
        '登记此渠道的 webhook：可在此直接完成。',
      ),
      'app-elsewhere': fault(
        'The callback URL of the app leads elsewhere.',
        '应用的回调地址指向别处。',
        'Set an override for this account, which leaves the app’s other accounts alone: this can be done from here.',
        '为此账户设置覆盖，不影响应用的其他账户：可在此直接完成。',
      ),
    },
  },
  'messages-field': {
    ok: say('The app listens to the field "messages".', '应用已订阅 "messages" 字段。'),
    unknown: say('It is not known to which fields the app listens.', '不清楚应用订阅了哪些字段。'),
    faults: {
      'not-subscribed': fault(
        'The app does not listen to the field "messages", so no message comes.',
        '应用未订阅 "messages" 字段，因此收不到消息。',
        'Subscribe the field: this can be done from here.',
        '订阅该字段：可在此直接完成。',
      ),
      inactive: fault(
        'The webhook of the app is switched off.',
        '应用的 webhook 已停用。',
        'Register it again: this can be done from here.',
        '重新登记：可在此直接完成。',
      ),
      elsewhere: fault(
        'The app does not listen to the field "messages", and its callback URL belongs to another system.',
        '应用未订阅 "messages" 字段，且其回调地址属于其他系统。',
        'Subscribe the field "messages" in the app’s webhook settings at Meta.',
        '请在 Meta 的应用 webhook 设置中订阅 "messages" 字段。',
      ),
    },
  },
  handshake: {
    ok: say('Meta has verified the callback URL.', 'Meta 已验证回调地址。'),
    unknown: say('Meta has not called yet to verify the callback URL.', 'Meta 尚未来验证回调地址。'),
    faults: {
      'wrong-token': fault(
        'Meta called with a different verify token at {at}.',
        'Meta 于 {at} 使用了不同的验证令牌。',
        'Register the webhook from here, or paste the verify token of this channel at Meta again.',
        '可在此重新登记 webhook，或将此渠道的验证令牌重新粘贴到 Meta。',
      ),
    },
  },
  'media-link': {
    ok: say(
      'Media links are answered through the public address, without a login.',
      '媒体链接可通过公共地址访问，无需登录。',
    ),
    faults: {
      blocked: fault(
        'Something stands between the public address and the media links.',
        '公共地址与媒体链接之间存在阻挡。',
        'Let the reverse proxy pass /m/ to media-store without a login, or set WABX_MEDIA_PUBLIC_URL.',
        '请让反向代理将 /m/ 免登录转发到 media-store，或设置 WABX_MEDIA_PUBLIC_URL。',
      ),
    },
  },
  'media-fetch': {
    ok: say('Files of customers are fetched.', '客户的文件正常获取。'),
    faults: {
      refused: fault(
        'WhatsApp refused several files since {at}; files of the number wait for a minute.',
        '自 {at} 起 WhatsApp 拒绝了多个文件；该号码的文件将等待一分钟。',
        'Nothing has to be done: the files that are there come afterwards.',
        '无需操作：仍存在的文件随后会自动获取。',
      ),
      limited: fault(
        'WhatsApp limits the fetching of files since {at}; they wait until it takes requests again.',
        '自 {at} 起 WhatsApp 限制获取文件；文件将等待限制解除。',
        'Wait: the files come by themselves. See whether another program asks for many files with the same app.',
        '请等待：文件会自动获取。请检查是否有其他程序用同一应用大量请求文件。',
      ),
      auth: fault(
        'WhatsApp refuses the access token since {at}; files wait for a new one.',
        '自 {at} 起 WhatsApp 拒绝访问令牌；文件等待新令牌。',
        'Enter a new access token: the files come by themselves.',
        '请填写新的访问令牌：文件会自动获取。',
      ),
    },
  },
  streams: {
    ok: say('There is room for events.', '事件空间充足。'),
    unknown: say('The broker does not say how much room there is.', '消息代理未报告剩余空间。'),
    faults: {
      filling: fault(
        'A stream of events has passed 70 % of its limit: events wait to be handled.',
        '某个事件流已超过其上限的 70%：有事件等待处理。',
        'Start the service whose consumer has a backlog; the evidence names it.',
        '请启动有积压的消费者所属的服务；具体见证据。',
      ),
      'nearly-full': fault(
        'A stream of events has passed 85 % of its limit; full, it takes nothing more.',
        '某个事件流已超过其上限的 85%；满后将不再接收。',
        'Start the service whose consumer has a backlog, or raise the limit of the stream; the evidence names both.',
        '请启动有积压的消费者所属的服务，或提高该事件流的上限；具体见证据。',
      ),
      full: fault(
        'A stream of events is full and takes nothing more; when it is WA_IN, Meta gets 503 and sends again later.',
        '某个事件流已满，不再接收；若为 WA_IN，Meta 会收到 503 并稍后重发。',
        'Start the service whose consumer has a backlog: handled events are removed within seconds. Or raise the limit.',
        '请启动有积压的消费者所属的服务：已处理的事件会在数秒内移除。或提高上限。',
      ),
      'kept-for-people': fault(
        'Quarantine or dead letters are nearly full; when they are, the oldest are lost.',
        '隔离区或死信即将存满；满后最旧的记录会丢失。',
        'Look at what is kept there, put its cause right and replay it.',
        '请查看其中的记录，解决原因后重放。',
      ),
    },
  },
  'account-notices': {
    ok: say('Meta has told of no trouble with the account or its numbers.', 'Meta 未通知账户或号码存在问题。'),
    faults: {
      disabled: fault(
        'Meta told at {at} that the account is disabled.',
        'Meta 于 {at} 通知该账户已被停用。',
        'See the account at Meta (Business Support Home) and request a review there.',
        '请在 Meta（商务支持主页）查看该账户并申请复审。',
      ),
      restricted: fault(
        'Meta told at {at} that the account is restricted, or will be disabled.',
        'Meta 于 {at} 通知该账户受到限制或将被停用。',
        'See what is restricted, and until when, in the evidence and at Meta (Business Support Home).',
        '受限内容及期限见证据，以及 Meta 商务支持主页。',
      ),
      violation: fault(
        'Meta told at {at} of a violation of its policies.',
        'Meta 于 {at} 通知存在违反其政策的行为。',
        'Read the violation in the evidence and put it right; repeated ones end in a restriction.',
        '请查看证据中的违规内容并改正；多次违规会导致限制。',
      ),
      review: fault(
        'Meta told at {at} that the account did not pass its review.',
        'Meta 于 {at} 通知该账户未通过审核。',
        'See the reason at Meta (Business Support Home) and ask for another review.',
        '请在 Meta（商务支持主页）查看原因并申请再次审核。',
      ),
      security: fault(
        'Meta told at {at} that somebody changed the PIN of a number, or asked to reset it.',
        'Meta 于 {at} 通知有人更改或请求重置某个号码的 PIN。',
        'If it was none of you, set another PIN in WhatsApp Manager and see who has access to the account.',
        '若非本人操作，请在 WhatsApp 管理工具中重设 PIN，并检查谁有权访问该账户。',
      ),
      quality: fault(
        'Meta flagged the quality of a number at {at}.',
        'Meta 于 {at} 标记了某个号码的质量问题。',
        'Write less of what customers block or report; the number is unflagged after seven good days.',
        '减少客户屏蔽或举报的内容；连续七天良好后标记会取消。',
      ),
      name: fault(
        'Meta refused the display name of a number at {at}.',
        'Meta 于 {at} 拒绝了某个号码的显示名称。',
        'Choose another display name at Meta (WhatsApp Manager).',
        '请在 Meta（WhatsApp 管理工具）另选显示名称。',
      ),
    },
  },
  'held-back': {
    ok: say('Nothing that came is held back.', '没有收到的内容被扣留。'),
    unknown: say('The broker does not say what is held back.', '消息代理未报告被扣留的内容。'),
    faults: {
      quarantine: fault(
        'Webhooks of this channel are in quarantine.',
        '此渠道有 webhook 处于隔离区。',
        'See why with GET /v1/quarantine?channelId=…; a missing number is replayed by itself once it is added.',
        '请用 GET /v1/quarantine?channelId=… 查看原因；缺少的号码添加后会自动重放。',
      ),
      'dead-letters': fault(
        'Events of this channel are dead letters.',
        '此渠道有事件成为死信。',
        'See why with GET /v1/dead-letters, put the cause right and replay them.',
        '请用 GET /v1/dead-letters 查看原因，解决后重放。',
      ),
    },
  },
  destinations: {
    ok: say('Somebody hears who writes to each number.', '每个号码都有人接待来信的客户。'),
    faults: {
      nobody: fault(
        'A number leads to a queue without agents: who writes to it is heard by nobody.',
        '某个号码指向没有坐席的队列：向其来信的客户无人接待。',
        'Give the queue agents (PATCH /v1/queues/…), or the number another destination. GET /v1/sessions?orphaned=true lists who waits.',
        '请为队列添加坐席（PATCH /v1/queues/…），或为号码另设去向。GET /v1/sessions?orphaned=true 列出正在等待的客户。',
      ),
    },
  },
  'last-webhook': {
    ok: say('Webhooks arrive.', 'Webhook 正常到达。'),
    unknown: say('No webhook has come yet; nothing stands in its way.', '尚未收到 webhook；没有发现阻碍。'),
    faults: {},
  },
  'last-message-in': {
    ok: say('Messages of customers arrive.', '客户消息正常到达。'),
    unknown: say('No message has come yet: write one to the number.', '尚未收到消息：请向该号码发送一条。'),
    faults: {
      standby: fault(
        "Meta's own assistant holds the chats: since {at} messages come to it and not to us.",
        '聊天由 Meta 自己的助手处理：自 {at} 起消息发送给它，而不是我们。',
        'Switch the Business AI of the number off at Meta, or answer: any reply takes the chat back.',
        '请在 Meta 关闭该号码的 Business AI，或回复客户：任何回复都会取回聊天。',
      ),
    },
  },
  'last-reply-delivered': {
    ok: say('Replies reach customers.', '回复可以送达客户。'),
    unknown: say('No reply was delivered yet.', '尚无回复送达。'),
    faults: {},
  },
};
