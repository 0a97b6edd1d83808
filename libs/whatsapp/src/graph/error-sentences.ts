/** In every language that people of an installation read. */
export type Sentence = { en: string; 'zh-CN': string };

/** What happens to a message after a refusal. */
export const nextSteps = ['tried-again', 'waits', 'failed-retry', 'failed-for-good', 'needs-decision'] as const;
export type NextStep = (typeof nextSteps)[number];

export type GraphErrorClass = keyof typeof causes;

/** What is wrong, and when it is over; without `until` another attempt of the same message does not help. */
type Cause = { is: Sentence; until?: Sentence };

/**
 * What each class of error means. A cause says nothing about the message itself: the next step does, and both together
 * are the sentence. `until` completes "waits until …" and "send it again when …".
 */
export const causes = {
  'token-invalid': cause(
    ['The access token of this channel is no longer valid.', '此渠道的访问令牌已失效。'],
    ['the token is replaced', '令牌被更换'],
  ),
  'permission-missing': cause(
    ['The access token lacks a permission this channel needs.', '访问令牌缺少此渠道所需的权限。'],
    ['the permission is granted', '授予该权限'],
  ),
  'number-gone': cause(
    ['Meta does not know this phone number, or the token may not see it.', 'Meta 找不到此电话号码，或令牌无权访问它。'],
    ['the phone number id is corrected', '号码 ID 得到更正'],
  ),
  'account-blocked': cause(
    ['Meta has locked or restricted this WhatsApp account.', 'Meta 已锁定或限制此 WhatsApp 账户。'],
    ['that is settled with Meta', '与 Meta 解决此问题'],
  ),
  'display-name': cause(
    ['The display name of this number is not approved yet.', '此号码的显示名称尚未获批。'],
    ['the name is approved', '名称获批'],
  ),
  payment: cause(
    ['Meta reports a problem with the payment method of this account.', 'Meta 报告此账户的付款方式有问题。'],
    ['that problem is solved', '该问题解决'],
  ),
  'payment-terms': cause(
    ['The payments terms of this account have not been accepted.', '此账户尚未接受付款条款。'],
    ['they are accepted', '条款被接受'],
  ),
  registration: cause(
    ['This number is not registered for sending.', '此号码尚未注册，无法发送。'],
    ['the number is registered again', '号码重新注册'],
  ),
  'registration-limit': cause(
    ['This number was registered too often in a short time.', '此号码在短时间内注册次数过多。'],
    ['an hour has passed', '一小时过去'],
  ),
  'number-just-deleted': cause(
    ['This number was deleted a moment ago.', '此号码刚刚被删除。'],
    ['five minutes have passed', '五分钟过去'],
  ),
  temporary: cause(
    ['WhatsApp has a problem on its side.', 'WhatsApp 方面出现问题。'],
    ['WhatsApp works again', 'WhatsApp 恢复正常'],
  ),
  maintenance: cause(['WhatsApp is upgrading this number.', 'WhatsApp 正在升级此号码。'], ['that is done', '升级完成']),
  unreachable: cause(
    ['WhatsApp cannot be reached from this installation.', '本系统无法连接到 WhatsApp。'],
    ['the connection works again', '连接恢复'],
  ),
  'refused-on-the-way': cause(
    [
      'Something between this installation and WhatsApp, such as a proxy, refused the message.',
      '本系统与 WhatsApp 之间的设备（例如代理）拒绝了此消息。',
    ],
    ['the way to WhatsApp is open', '通往 WhatsApp 的网络放行'],
  ),
  'app-rate': cause(
    ['Too many calls to Meta from this app.', '此应用对 Meta 的调用过多。'],
    ['Meta takes calls again', 'Meta 恢复接受调用'],
  ),
  'account-rate': cause(
    ['Too many calls to Meta for this account.', '此账户对 Meta 的调用过多。'],
    ['Meta takes calls again', 'Meta 恢复接受调用'],
  ),
  'number-rate': cause(
    ['This number reached its sending rate.', '此号码已达到发送速率上限。'],
    ['a few seconds have passed', '几秒过去'],
  ),
  'pair-rate': cause(
    ['Too many messages to this customer in a short time.', '短时间内向此客户发送的消息过多。'],
    ['a few minutes have passed', '几分钟过去'],
  ),
  'spam-limit': cause(
    [
      'WhatsApp limits this number because customers blocked or reported it.',
      '由于有客户屏蔽或举报，WhatsApp 限制了此号码。',
    ],
    ['the limit is lifted', '限制解除'],
  ),
  'window-closed': cause(
    ['More than 24 hours have passed since the customer last wrote.', '距客户上次发消息已超过 24 小时。'],
    ['the customer has written again', '客户再次来信'],
  ),
  undeliverable: cause([
    'WhatsApp cannot deliver to this customer: no account, an outdated app, or terms not accepted.',
    'WhatsApp 无法向此客户投递：没有账户、应用版本过旧或未接受条款。',
  ]),
  'customer-blocked': cause(
    ['Your company has blocked this customer on WhatsApp.', '贵公司已在 WhatsApp 上屏蔽此客户。'],
    ['they are unblocked', '解除屏蔽'],
  ),
  'country-not-allowed': cause([
    'This number may not write to customers in that country.',
    '此号码不得向该国家/地区的客户发送消息。',
  ]),
  'same-number': cause(['A number cannot write to itself.', '号码不能给自己发消息。']),
  'not-on-test-list': cause(
    [
      'This is a test number, and the customer is not on its list of test recipients.',
      '这是测试号码，而该客户不在其测试收件人名单中。',
    ],
    ['they are on the list', '客户被加入名单'],
  ),
  experiment: cause([
    'WhatsApp did not deliver this because the customer is part of an experiment of Meta.',
    '由于该客户属于 Meta 的实验组，WhatsApp 未投递此消息。',
  ]),
  ecosystem: cause(
    [
      'WhatsApp did not deliver this to keep the number of business messages low.',
      'WhatsApp 为控制商业消息数量而未投递此消息。',
    ],
    ['a day has passed', '一天过去'],
  ),
  'opted-out': cause(['The customer has stopped marketing messages from you.', '客户已停止接收您的营销消息。']),
  'marketing-off': cause(
    ['Marketing messages are switched off for this number.', '此号码已关闭营销消息。'],
    ['they are switched on', '营销消息被开启'],
  ),
  'type-unsupported': cause(['WhatsApp does not support this type of message.', 'WhatsApp 不支持此类消息。']),
  'media-refused': cause([
    'WhatsApp could not take the file: it could not be fetched, or its type or coding is not accepted.',
    'WhatsApp 无法接收该文件：无法下载，或其类型或编码不被接受。',
  ]),
  'inbound-media-unavailable': cause([
    'The file the customer sent could not be fetched. Ask them to send it again.',
    '无法获取客户发送的文件。请客户重新发送。',
  ]),
  'message-unavailable': cause([
    'This message is not available here. Ask the customer to send it again.',
    '此消息在这里不可用。请客户重新发送。',
  ]),
  'number-needed': cause([
    'This kind of message needs the phone number of the customer, which is not known.',
    '此类消息需要客户的电话号码，但该号码未知。',
  ]),
  'identity-changed': cause(
    ['The identity of this customer has changed.', '此客户的身份已变更。'],
    ['you have verified who you are talking to', '核实对方身份'],
  ),
  'template-invalid': cause([
    'The template is missing, not approved, or does not fit what was filled in.',
    '模板不存在、未获批，或与填写的内容不符。',
  ]),
  'template-paused': cause(['The template is paused because of its quality.', '该模板因质量问题已暂停。']),
  'template-disabled': cause(['The template is disabled because of its quality.', '该模板因质量问题已停用。']),
  'template-limit': cause(
    ['Too many templates of the wrong category were sent from this account.', '此账户发送了过多类别错误的模板。'],
    ['the limit is lifted', '限制解除'],
  ),
  'flow-blocked': cause(['The flow is blocked.', '该流程已被禁用。']),
  'flow-throttled': cause(
    ['The flow was sent too often in the last hour.', '过去一小时内该流程发送次数过多。'],
    ['an hour has passed', '一小时过去'],
  ),
  'request-invalid': cause(['WhatsApp does not accept the form of this message.', 'WhatsApp 不接受此消息的格式。']),
  unknown: cause(
    [
      'WhatsApp refused this message for a reason this version does not know.',
      'WhatsApp 拒绝了此消息，原因尚不为本版本所知。',
    ],
    ['the reason is found and removed', '原因查明并排除'],
  ),
};

const steps: Record<Exclude<NextStep, 'waits' | 'failed-retry'>, Sentence> = {
  'tried-again': say('The message is tried again by itself.', '系统将自动重试发送此消息。'),
  'failed-for-good': say(
    'The message was not delivered, and sending it again does not help.',
    '消息未送达，重新发送也无济于事。',
  ),
  'needs-decision': say('Decide whether to send it again.', '请决定是否重新发送。'),
};
const administratorsTold = say('The administrators have been told.', '已通知管理员。');

/** How a message ends that is not tried again by itself: with a retry that may help, or for good. */
export function failedStepOf(errorClass: GraphErrorClass): 'failed-retry' | 'failed-for-good' {
  return causes[errorClass].until ? 'failed-retry' : 'failed-for-good';
}

/** Sentences of the table, by class and next step. `isAlert`: the channel has an alert about it. */
export function sentenceFor(errorClass: GraphErrorClass, next: NextStep, { isAlert = false } = {}): Sentence {
  const { is, until }: Cause = causes[errorClass];
  return join(is, stepSentence(next, until), ...(isAlert ? [administratorsTold] : []));
}

function stepSentence(next: NextStep, until: Sentence = say('the cause is removed', '原因排除')): Sentence {
  switch (next) {
    case 'waits':
      return say(`The message waits until ${until.en}.`, `消息将等待，直到${until['zh-CN']}。`);
    case 'failed-retry':
      return say(
        `The message was not delivered. Send it again when ${until.en}.`,
        `消息未送达，${until['zh-CN']}后可重新发送。`,
      );
    default:
      return steps[next];
  }
}

function join(...parts: Sentence[]): Sentence {
  return say(parts.map(({ en }) => en).join(' '), parts.map((part) => part['zh-CN']).join(''));
}

function cause(is: [en: string, zh: string], until?: [en: string, zh: string]): Cause {
  return { is: say(...is), ...(until ? { until: say(...until) } : {}) };
}

function say(en: string, zh: string): Sentence {
  return { en, 'zh-CN': zh };
}
