export type Sentence = { en: string; 'zh-CN': string };

export type GraphErrorClass = keyof typeof sentences;

/** What each class of error means to the agent whose message it hit, and what helps. */
export const sentences = {
  'token-invalid': {
    en: 'The access token of this channel is no longer valid. Messages wait until it is replaced.',
    'zh-CN': '此渠道的访问令牌已失效。消息将等待，直到令牌被更换。',
  },
  'permission-missing': {
    en: 'The access token lacks a permission this channel needs. Messages wait until it is granted.',
    'zh-CN': '访问令牌缺少此渠道所需的权限。消息将等待，直到授予该权限。',
  },
  'number-gone': {
    en: 'Meta does not know this phone number, or the token may not see it. Check the phone number id.',
    'zh-CN': 'Meta 找不到此电话号码，或令牌无权访问它。请检查电话号码 ID。',
  },
  'account-blocked': {
    en: 'Meta has locked or restricted this WhatsApp account. Messages wait until that is settled with Meta.',
    'zh-CN': 'Meta 已锁定或限制此 WhatsApp 账户。在与 Meta 解决之前，消息将等待。',
  },
  'display-name': {
    en: 'The display name of this number is not approved yet. Messages wait until it is.',
    'zh-CN': '此号码的显示名称尚未获批。消息将等待，直到获批。',
  },
  payment: {
    en: 'Meta reports a problem with the payment method of this account. Messages wait until it is solved.',
    'zh-CN': 'Meta 报告此账户的付款方式有问题。消息将等待，直到问题解决。',
  },
  'payment-terms': {
    en: 'The payments terms of this account have not been accepted. Messages wait until they are.',
    'zh-CN': '此账户尚未接受付款条款。消息将等待，直到接受为止。',
  },
  registration: {
    en: 'This number is not registered for sending. Messages wait until it is registered again.',
    'zh-CN': '此号码尚未注册，无法发送。消息将等待，直到重新注册。',
  },
  'registration-limit': {
    en: 'This number was registered too often in a short time. Try again later.',
    'zh-CN': '此号码在短时间内注册次数过多。请稍后再试。',
  },
  'number-just-deleted': {
    en: 'This number was deleted a moment ago. Wait five minutes before using it again.',
    'zh-CN': '此号码刚刚被删除。请等待五分钟后再使用。',
  },
  temporary: {
    en: 'WhatsApp had a problem on its side. The message is tried again.',
    'zh-CN': 'WhatsApp 方面出现问题。系统将重试发送此消息。',
  },
  maintenance: {
    en: 'WhatsApp is upgrading this number. The message is tried again within a minute or two.',
    'zh-CN': 'WhatsApp 正在升级此号码。系统将在一两分钟内重试。',
  },
  'app-rate': {
    en: 'Too many calls to Meta from this app. The message goes out later.',
    'zh-CN': '此应用对 Meta 的调用过多。消息将稍后发送。',
  },
  'account-rate': {
    en: 'Too many calls to Meta for this account. The message goes out later.',
    'zh-CN': '此账户对 Meta 的调用过多。消息将稍后发送。',
  },
  'number-rate': {
    en: 'This number reached its sending rate. The message goes out a little later.',
    'zh-CN': '此号码已达到发送速率上限。消息将稍后发送。',
  },
  'pair-rate': {
    en: 'Too many messages to this customer in a short time. The message goes out a little later.',
    'zh-CN': '短时间内向此客户发送的消息过多。消息将稍后发送。',
  },
  'spam-limit': {
    en: 'WhatsApp limits this number because customers blocked or reported it. Sending is slowed down.',
    'zh-CN': '由于有客户屏蔽或举报，WhatsApp 限制了此号码。发送速度已降低。',
  },
  'window-closed': {
    en: 'More than 24 hours have passed since the customer last wrote. You can answer when they write again.',
    'zh-CN': '距客户上次发消息已超过 24 小时。客户再次来信后才能回复。',
  },
  undeliverable: {
    en: 'WhatsApp cannot deliver to this customer: no account, an outdated app, or terms not accepted.',
    'zh-CN': 'WhatsApp 无法向此客户投递：没有账户、应用版本过旧或未接受条款。',
  },
  'customer-blocked': {
    en: 'Your company has blocked this customer on WhatsApp. Unblock them to write.',
    'zh-CN': '贵公司已在 WhatsApp 上屏蔽此客户。解除屏蔽后才能发送。',
  },
  'country-not-allowed': {
    en: 'This number may not write to customers in that country.',
    'zh-CN': '此号码不得向该国家/地区的客户发送消息。',
  },
  'same-number': {
    en: 'A number cannot write to itself.',
    'zh-CN': '号码不能给自己发消息。',
  },
  'not-on-test-list': {
    en: 'This is a test number, and the customer is not on its list of test recipients.',
    'zh-CN': '这是测试号码，而该客户不在其测试收件人名单中。',
  },
  experiment: {
    en: 'WhatsApp did not deliver this because the customer is part of an experiment of Meta.',
    'zh-CN': '由于该客户属于 Meta 的实验组，WhatsApp 未投递此消息。',
  },
  ecosystem: {
    en: 'WhatsApp did not deliver this to keep the number of business messages low. Try again after a day at the earliest.',
    'zh-CN': 'WhatsApp 为控制商业消息数量而未投递此消息。请至少一天后再试。',
  },
  'opted-out': {
    en: 'The customer has stopped marketing messages from you.',
    'zh-CN': '客户已停止接收您的营销消息。',
  },
  'marketing-off': {
    en: 'Marketing messages are switched off for this number.',
    'zh-CN': '此号码已关闭营销消息。',
  },
  'type-unsupported': {
    en: 'WhatsApp does not support this type of message.',
    'zh-CN': 'WhatsApp 不支持此类消息。',
  },
  'media-refused': {
    en: 'WhatsApp could not take the file: it could not be fetched, or its type or coding is not accepted.',
    'zh-CN': 'WhatsApp 无法接收该文件：无法下载，或其类型或编码不被接受。',
  },
  'inbound-media-unavailable': {
    en: 'The file the customer sent could not be fetched. Ask them to send it again.',
    'zh-CN': '无法获取客户发送的文件。请客户重新发送。',
  },
  'message-unavailable': {
    en: 'This message is not available here. Ask the customer to send it again.',
    'zh-CN': '此消息在这里不可用。请客户重新发送。',
  },
  'number-needed': {
    en: 'This kind of message needs the phone number of the customer, which is not known.',
    'zh-CN': '此类消息需要客户的电话号码，但该号码未知。',
  },
  'identity-changed': {
    en: 'The identity of this customer has changed. Verify who you are talking to before you send again.',
    'zh-CN': '此客户的身份已变更。请先核实对方身份，再重新发送。',
  },
  'template-invalid': {
    en: 'The template is missing, not approved, or does not fit what was filled in.',
    'zh-CN': '模板不存在、未获批，或与填写的内容不符。',
  },
  'template-paused': {
    en: 'The template is paused because of its quality.',
    'zh-CN': '该模板因质量问题已暂停。',
  },
  'template-disabled': {
    en: 'The template is disabled because of its quality.',
    'zh-CN': '该模板因质量问题已停用。',
  },
  'template-limit': {
    en: 'Too many templates of the wrong category were sent from this account. Sending is slowed down.',
    'zh-CN': '此账户发送了过多类别错误的模板。发送速度已降低。',
  },
  'flow-blocked': {
    en: 'The flow is blocked.',
    'zh-CN': '该流程已被禁用。',
  },
  'flow-throttled': {
    en: 'The flow was sent too often in the last hour. The message goes out later.',
    'zh-CN': '过去一小时内该流程发送次数过多。消息将稍后发送。',
  },
  'request-invalid': {
    en: 'WhatsApp did not accept the form of this message. The administrators have been told.',
    'zh-CN': 'WhatsApp 不接受此消息的格式。已通知管理员。',
  },
  unknown: {
    en: 'WhatsApp refused this message for a reason this version does not know. The administrators have been told.',
    'zh-CN': 'WhatsApp 拒绝了此消息，原因尚不为本版本所知。已通知管理员。',
  },
} as const satisfies Record<string, Sentence>;
