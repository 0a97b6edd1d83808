import type { GraphErrorClass, Sentence } from './error-sentences.js';

const say = (en: string, zh: string): Sentence => ({ en, 'zh-CN': zh });

const nothing = say('Nothing: the sender slows down and goes on by itself.', '无需操作：发送服务会降速并自动继续。');
const wait = say(
  'Nothing at first. If it stays, see metastatus.com and then Meta’s support.',
  '先等待。若持续出现，请查看 metastatus.com，再联系 Meta 支持。',
);
const askCustomer = say('Reach the customer another way.', '请通过其他方式联系客户。');
const askAgain = say('Ask the customer to send it again.', '请客户重新发送。');
const support = say(
  'Keep Meta’s trace id from the message and report it to those who maintain this installation.',
  '请记下消息中 Meta 的 trace ID，并报告给本系统的维护人员。',
);
const template = say(
  'This installation sends no templates; another system of the same account did.',
  '本系统不发送模板；这是同一账户的其他系统发送的。',
);

/** What an administrator does about each class of error. Agents read what `sentenceFor` says. */
export const remedies: Readonly<Record<GraphErrorClass, Sentence>> = {
  'token-invalid': say(
    'Make a new system user token that never expires and give it to the channel.',
    '请创建永不过期的系统用户令牌并填入渠道。',
  ),
  'permission-missing': say(
    'Assign the account to the system user with full control, then make a token with both permissions.',
    '请将账户分配给系统用户并授予完全控制权，再创建具备两项权限的令牌。',
  ),
  'number-gone': say(
    'Correct the phone number id of the number; it stands in WhatsApp Manager.',
    '请更正号码的号码 ID（见 WhatsApp 管理工具）。',
  ),
  'account-blocked': say(
    'Open Business Support Home at Meta, read what was restricted, and ask for a review.',
    '请打开 Meta 商务支持主页，查看受限内容并申请复核。',
  ),
  'display-name': say(
    'Wait for the approval of the display name in WhatsApp Manager, or submit another name.',
    '请在 WhatsApp 管理工具中等待显示名称获批，或提交其他名称。',
  ),
  payment: say(
    'Add or correct the payment method of the WhatsApp account (Billing and payments).',
    '请在“账单与付款”中添加或更正 WhatsApp 账户的付款方式。',
  ),
  'payment-terms': say('Accept the payment terms in Meta Business Suite.', '请在 Meta 商务套件中接受付款条款。'),
  registration: say(
    'Register the number again: POST /{phone-number-id}/register with its PIN of two-step verification.',
    '请重新注册号码：POST /{phone-number-id}/register，并提供两步验证 PIN。',
  ),
  'registration-limit': say('Wait an hour, then register the number once.', '请等待一小时，然后只注册一次。'),
  'number-just-deleted': say('Wait five minutes, then register the number again.', '请等待五分钟，再重新注册号码。'),
  temporary: wait,
  maintenance: say('Nothing: it takes a minute or two.', '无需操作：一两分钟即可恢复。'),
  unreachable: say(
    'Check the network, DNS and the proxy between this installation and graph.facebook.com.',
    '请检查本系统与 graph.facebook.com 之间的网络、DNS 和代理。',
  ),
  'refused-on-the-way': say(
    'See the HTTP status of the message: a proxy or firewall answered in place of Meta. Let graph.facebook.com pass.',
    '请查看消息的 HTTP 状态：代理或防火墙代替 Meta 作了应答。请放行 graph.facebook.com。',
  ),
  'app-rate': nothing,
  'account-rate': nothing,
  'number-rate': nothing,
  'pair-rate': nothing,
  'spam-limit': say(
    'Write only to customers who asked; see the quality rating in WhatsApp Manager.',
    '请只回复主动询问的客户；质量评级见 WhatsApp 管理工具。',
  ),
  'window-closed': say('Wait until the customer writes again.', '请等待客户再次来信。'),
  undeliverable: askCustomer,
  'customer-blocked': say('Unblock the customer in WhatsApp Manager.', '请在 WhatsApp 管理工具中解除对该客户的屏蔽。'),
  'country-not-allowed': say(
    'Nothing: Meta does not allow business messages to that country from this number.',
    '无法处理：Meta 不允许此号码向该国家/地区发送商业消息。',
  ),
  'same-number': say('Use another telephone for the test.', '请用另一部手机测试。'),
  'not-on-test-list': say(
    'Add the recipient at Meta (WhatsApp, API Setup), or use a number of your own.',
    '请在 Meta（WhatsApp → API 设置）中添加收件人，或使用自己的号码。',
  ),
  experiment: askCustomer,
  ecosystem: say('Wait a day at least before the next attempt.', '请至少等待一天后再试。'),
  'opted-out': say(
    'Respect it; the customer may change it in WhatsApp.',
    '请尊重客户的选择；客户可在 WhatsApp 中更改。',
  ),
  'marketing-off': say(
    'Switch marketing messages on in WhatsApp Manager, if you want them.',
    '如有需要，请在 WhatsApp 管理工具中开启营销消息。',
  ),
  'type-unsupported': support,
  'media-refused': say(
    'Let Meta reach /m/ of this installation, or set mediaDelivery of the channel to upload; else convert the file.',
    '请让 Meta 能访问本系统的 /m/，或将渠道的 mediaDelivery 设为 upload；否则请转换文件格式。',
  ),
  'inbound-media-unavailable': askAgain,
  'message-unavailable': askAgain,
  'number-needed': askCustomer,
  'identity-changed': say('Verify the customer in another way first.', '请先通过其他方式核实客户身份。'),
  'template-invalid': template,
  'template-paused': template,
  'template-disabled': template,
  'template-limit': template,
  'flow-blocked': template,
  'flow-throttled': nothing,
  'request-invalid': support,
  unknown: support,
};
