interface CodeMeaning {
  status: number;
  en: string;
  'zh-CN': string;
}

/** Every `code` of a refusal of any service: programs decide by it, so one never gets another meaning or status. */
export const problemCodes = {
  // Of the request itself
  BAD_REQUEST: {
    status: 400,
    en: 'The request cannot be read: an address that cannot be decoded, or a body that is not JSON or YAML.',
    'zh-CN': '请求无法读取：地址无法解码，或正文不是 JSON 或 YAML。',
  },
  NOT_FOUND: {
    status: 404,
    en: 'There is nothing under this address or id, or nothing that the caller may see.',
    'zh-CN': '该地址或 id 下没有内容，或调用者无权查看。',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    en: 'The address does not take this method; `allowed` and the header Allow name those that it takes.',
    'zh-CN': '该地址不接受此方法；`allowed` 和 Allow 头列出可用的方法。',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    en: 'The request did not come in time.',
    'zh-CN': '请求未在规定时间内送达。',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    en: 'The headers of the request are too large.',
    'zh-CN': '请求头过大。',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    en: 'The body is larger than this address takes.',
    'zh-CN': '正文超过该地址允许的大小。',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    en: 'The type of the body is none that this address reads.',
    'zh-CN': '该地址不接受此正文类型。',
  },
  INVALID_INPUT: {
    status: 422,
    en: 'A field or parameter is missing, unknown or wrong; `errors` points to each.',
    'zh-CN': '字段或参数缺失、未知或有误；`errors` 指出每一处。',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    en: 'The Idempotency-Key was used for another reply or note: take a new one.',
    'zh-CN': '该 Idempotency-Key 已用于另一条回复或备注：请换一个新的。',
  },
  // Of the caller
  UNAUTHENTICATED: {
    status: 401,
    en: 'No valid API key or token was sent.',
    'zh-CN': '未提供有效的 API 密钥或令牌。',
  },
  SIGNATURE_INVALID: {
    status: 401,
    en: 'The signature of a webhook does not fit, or its address is unknown.',
    'zh-CN': 'webhook 的签名不符，或其地址未知。',
  },
  SCOPE_MISSING: {
    status: 403,
    en: 'The key or token has not the scope, or the extension, that this needs.',
    'zh-CN': '密钥或令牌缺少所需的权限范围或分机。',
  },
  SCOPE_BEYOND_OWN: {
    status: 403,
    en: 'Nobody hands on more than he has: `scopes` names what the caller lacks.',
    'zh-CN': '不能授予自己没有的权限：`scopes` 列出调用者缺少的部分。',
  },
  LAST_ADMIN: {
    status: 409,
    en: 'It is the last key or person of an administrator: make another one first.',
    'zh-CN': '这是最后一个管理员密钥或人员：请先创建另一个。',
  },
  PERSON_UNKNOWN: {
    status: 403,
    en: 'The token is good, and no extension names its person: an administrator sets how they sign in.',
    'zh-CN': '令牌有效，但没有分机对应此人：请管理员设置其登录方式。',
  },
  CROSS_ORIGIN: {
    status: 403,
    en: 'The console takes changes from its own pages only, not from another site.',
    'zh-CN': '控制台只接受来自其自身页面的更改，不接受其他网站的请求。',
  },
  LINK_USED: {
    status: 410,
    en: 'The link was used, or its time is over: ask for another one.',
    'zh-CN': '链接已被使用或已过期：请索取新链接。',
  },
  TOO_MANY_FAILURES: {
    status: 429,
    en: 'Too many wrong keys or tokens; Retry-After says when to try again, with the right one.',
    'zh-CN': '错误的密钥或令牌过多；请按 Retry-After 所示时间用正确的重试。',
  },
  TOO_MANY_STREAMS: {
    status: 429,
    en: 'The key has too many streams of events open: close one.',
    'zh-CN': '该密钥打开的事件流过多：请关闭一个。',
  },
  AUTH_UNAVAILABLE: {
    status: 503,
    en: 'Keys or tokens cannot be checked at the moment.',
    'zh-CN': '暂时无法验证密钥或令牌。',
  },
  // Of configuration
  NAME_TAKEN: {
    status: 409,
    en: 'Another one has this name.',
    'zh-CN': '该名称已被占用。',
  },
  NUMBER_TAKEN: {
    status: 409,
    en: 'Another extension has this number.',
    'zh-CN': '该号码已被另一个分机占用。',
  },
  SIGN_IN_TAKEN: {
    status: 409,
    en: 'Another extension has this sign-in: one person is one extension.',
    'zh-CN': '此登录方式已属于另一个分机：一人对应一个分机。',
  },
  PHONE_NUMBER_ID_TAKEN: {
    status: 409,
    en: 'Another channel has this phone number.',
    'zh-CN': '该电话号码已属于另一个渠道。',
  },
  IN_USE: {
    status: 409,
    en: 'Numbers lead to it: give them another destination first.',
    'zh-CN': '有号码指向它：请先为这些号码设置其他目的地。',
  },
  CONFIRMATION_NEEDED: {
    status: 409,
    en: 'Customers would be heard by nobody: read `warnings`, then repeat the request with ?confirm=true.',
    'zh-CN': '这会使客户无人接待：请阅读 `warnings`，然后带 ?confirm=true 重复请求。',
  },
  NOT_REPAIRABLE: {
    status: 409,
    en: 'No call to Meta puts this check right; its sentence says what does.',
    'zh-CN': '无法通过调用 Meta 修复此项检查；请按其说明处理。',
  },
  VERSION_CONFLICT: {
    status: 412,
    en: 'It was changed meanwhile: read it again and repeat the change. The header ETag names the version now.',
    'zh-CN': '内容已被他人修改：请重新读取后再次修改。ETag 头给出当前版本。',
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    en: 'Send If-Match with the ETag of the version that is to be changed.',
    'zh-CN': '请在 If-Match 中发送要修改的版本的 ETag。',
  },
  META_REFUSED: {
    status: 502,
    en: 'Meta refused the call; `detail` says why.',
    'zh-CN': 'Meta 拒绝了该调用；原因见 `detail`。',
  },
  META_AWAY: {
    status: 504,
    en: 'Meta did not answer in time.',
    'zh-CN': 'Meta 未及时响应。',
  },
  // Of sessions and replies
  CUSTOMER_NOT_FOUND: { status: 404, en: 'There is no such customer.', 'zh-CN': '没有此客户。' },
  CUSTOMER_MERGED: {
    status: 409,
    en: 'The customer is merged into another one (`into`), or others are merged into them (`merged`): unmerge these first.',
    'zh-CN': '该客户已并入另一客户（`into`），或有其他客户并入其中（`merged`）：请先取消合并。',
  },
  CUSTOMER_NOT_MERGED: {
    status: 409,
    en: 'No administrator has merged the customer into another one; what WhatsApp says to be one person stays one.',
    'zh-CN': '没有管理员合并过该客户；WhatsApp 确认为同一人的客户不能拆分。',
  },
  SEND_NOT_FOUND: {
    status: 404,
    en: 'There is no send of this message.',
    'zh-CN': '此消息没有发送记录。',
  },
  NOT_OWNER: {
    status: 403,
    en: 'Somebody else owns the session; `owner` says who.',
    'zh-CN': '会话由他人负责；`owner` 指出是谁。',
  },
  NOTE_NOT_FOUND: {
    status: 404,
    en: 'There is no such note in the session, or it was deleted.',
    'zh-CN': '会话中没有该备注，或备注已被删除。',
  },
  NOT_AUTHOR: {
    status: 403,
    en: 'Only who wrote a note can change or delete it.',
    'zh-CN': '只有备注的作者可以修改或删除它。',
  },
  QUICK_REPLY_NOT_FOUND: {
    status: 404,
    en: 'There is no such quick reply among the shared ones and those of the caller.',
    'zh-CN': '共享的和调用者自己的快捷回复中没有这一条。',
  },
  SHORTCUT_TAKEN: {
    status: 409,
    en: 'A quick reply with this shortcut is there already: change that one, or take another shortcut.',
    'zh-CN': '已有使用该快捷词的快捷回复：请修改它，或换一个快捷词。',
  },
  TOO_MANY_QUICK_REPLIES: {
    status: 409,
    en: 'As many quick replies are kept as may be; `limit` says how many. Delete some first.',
    'zh-CN': '快捷回复数量已达上限（见 `limit`）；请先删除一些。',
  },
  ALREADY_CLAIMED: {
    status: 409,
    en: 'Somebody else was faster and owns the session; `owner` says who.',
    'zh-CN': '会话已被他人抢先接管；`owner` 指出是谁。',
  },
  NOT_CLAIMED: {
    status: 409,
    en: 'Only a session that was taken from a queue can be given back.',
    'zh-CN': '只有从队列接管的会话才能退回。',
  },
  NOT_CLAIMABLE: {
    status: 409,
    en: 'Sessions of this queue are answered by all of its agents; nobody owns them.',
    'zh-CN': '此队列的会话由全体坐席共同答复，不归任何人所有。',
  },
  CLAIM_CHANGED: {
    status: 409,
    en: 'The session changed hands since the reply was written; `claimEpoch` is the one to send now.',
    'zh-CN': '回复写好后会话已易手；现在应发送的值见 `claimEpoch`。',
  },
  SESSION_CLOSED: {
    status: 409,
    en: 'The session is closed; the next message of the customer opens a new one.',
    'zh-CN': '会话已关闭；客户的下一条消息会开启新会话。',
  },
  NO_OPEN_SESSION: {
    status: 409,
    en: 'No session is open with the customer on the number, or none that the caller may answer; only customers open one.',
    'zh-CN': '该号码上没有与此客户的进行中会话，或调用者无权答复；只有客户能开启会话。',
  },
  OTHER_SESSION_OPEN: {
    status: 409,
    en: 'Another session is open with the customer on the number: the conversation goes on there.',
    'zh-CN': '该号码上与此客户另有进行中的会话：对话在那里继续。',
  },
  WINDOW_CLOSED: {
    status: 409,
    en: 'WhatsApp allows replies for 24 hours after the last message of the customer; those are over.',
    'zh-CN': 'WhatsApp 只允许在客户最后一条消息后 24 小时内回复；现已超时。',
  },
  CHANNEL_GONE: {
    status: 409,
    en: 'The channel was deleted, so nothing goes through it.',
    'zh-CN': '渠道已删除，无法再通过它收发。',
  },
  UNKNOWN_DESTINATION: {
    status: 422,
    en: 'There is no such extension or queue.',
    'zh-CN': '没有此分机或队列。',
  },
  TYPE_NOT_ALLOWED: {
    status: 422,
    en: 'Templates start conversations, and wabx only replies.',
    'zh-CN': '模板消息用于发起会话，而 wabx 只用于回复。',
  },
  REPLY_TO_UNKNOWN: {
    status: 422,
    en: 'The message that is quoted or reacted to is not in this conversation.',
    'zh-CN': '被引用或被回应的消息不在此会话中。',
  },
  MEDIA_NOT_FOUND: {
    status: 422,
    en: 'The file that a reply names is not there, not there yet, or not the caller’s to send.',
    'zh-CN': '回复所引用的文件不存在、尚未就绪，或调用者无权发送。',
  },
  MEDIA_EXPIRED: {
    status: 422,
    en: 'The file that a reply names is no longer kept: upload it again.',
    'zh-CN': '回复所引用的文件已不再保留：请重新上传。',
  },
  MEDIA_TOO_LARGE: {
    status: 422,
    en: 'WhatsApp does not take files of this type in this size; `limitBytes` is the most.',
    'zh-CN': '文件超过 WhatsApp 对此类型的上限；上限见 `limitBytes`。',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 422,
    en: 'WhatsApp does not take this type of file in this kind of message; `allowed` names those that it takes.',
    'zh-CN': 'WhatsApp 不接受此类文件；可用类型见 `allowed`。',
  },
  NOT_RETRYABLE: {
    status: 409,
    en: 'Only a message that failed can be tried again, once for each failure.',
    'zh-CN': '只有发送失败的消息可以重试，每次失败一次。',
  },
  NOT_IN_REVIEW: {
    status: 409,
    en: 'Only a message whose outcome nobody knows needs a decision, and only one.',
    'zh-CN': '只有结果未知的消息需要决定，且只需一次。',
  },
  NOT_WITHDRAWABLE: {
    status: 409,
    en: 'Only a message that has not left can be withdrawn, and only once.',
    'zh-CN': '只有尚未发出的消息可以撤回，且只能一次。',
  },
  NOTHING_TO_READ: {
    status: 409,
    en: 'The customer has not written anything in this session yet.',
    'zh-CN': '客户在此会话中尚未发送消息。',
  },
  NOT_SHOWN: {
    status: 502,
    en: 'WhatsApp did not take the read mark or the typing indicator; nothing else depends on it.',
    'zh-CN': 'WhatsApp 未接受已读标记或输入状态；不影响其他功能。',
  },
  PRESENCE_TOO_OFTEN: {
    status: 429,
    en: 'A key tells colleagues too often what its agent does; again after Retry-After.',
    'zh-CN': '该密钥过于频繁地通告坐席状态；请在 Retry-After 之后重试。',
  },
  OVERLOADED: {
    status: 429,
    en: 'More replies are asked for than can be taken; this one was not. Repeat it with the same Idempotency-Key.',
    'zh-CN': '回复过多，此条未被接受。请用同一个 Idempotency-Key 重试。',
  },
  // Of files
  FILE_NOT_FOUND: {
    status: 404,
    en: 'There is no such file, or it is not the caller’s to read.',
    'zh-CN': '没有此文件，或调用者无权读取。',
  },
  FILE_NOT_READY: {
    status: 409,
    en: 'The file is being fetched from WhatsApp; Retry-After says when to ask again.',
    'zh-CN': '文件正从 WhatsApp 获取；请按 Retry-After 所示时间再试。',
  },
  FILE_EXPIRED: { status: 410, en: 'The file is no longer kept.', 'zh-CN': '文件已不再保留。' },
  FILE_FAILED: {
    status: 410,
    en: 'The file could not be fetched from WhatsApp; `reason` says why.',
    'zh-CN': '无法从 WhatsApp 获取文件；原因见 `reason`。',
  },
  FILE_TOO_LARGE: {
    status: 413,
    en: 'The file is larger than is taken; `limit` is the most, in bytes.',
    'zh-CN': '文件超过允许的大小；上限（字节）见 `limit`。',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    en: 'The file has no such bytes; `size` says how many it has.',
    'zh-CN': '请求的字节范围不存在；文件大小见 `size`。',
  },
  TOO_MANY_UPLOADS: {
    status: 429,
    en: 'The caller has as many uploads under way as one may have; `limit` says how many.',
    'zh-CN': '该调用者同时上传的文件已达上限；上限见 `limit`。',
  },
  UPLOAD_TOO_SLOW: {
    status: 408,
    en: 'The file came too slowly. Nothing of it was kept: send it again.',
    'zh-CN': '文件上传过慢，未保留任何内容：请重新上传。',
  },
  UPLOADS_BUSY: { status: 503, en: 'Too many uploads at once.', 'zh-CN': '同时上传的文件过多。' },
  // Of operation
  DEAD_LETTER_NOT_FOUND: { status: 404, en: 'There is no such dead letter.', 'zh-CN': '没有此死信。' },
  INTERNAL: {
    status: 500,
    en: 'Something unexpected happened; the log has it under `requestId`.',
    'zh-CN': '发生意外错误；可用 `requestId` 在日志中查找。',
  },
  NOT_READY: {
    status: 503,
    en: 'Parts that the service needs are away; `parts` says which and why.',
    'zh-CN': '服务所需的部分组件不可用；详见 `parts`。',
  },
  TEMPORARILY_UNAVAILABLE: {
    status: 503,
    en: 'A part that this needs does not answer.',
    'zh-CN': '所需的组件没有响应。',
  },
  TRY_AGAIN: {
    status: 503,
    en: 'To Meta: the webhook was not stored and has to be sent again.',
    'zh-CN': '（对 Meta）webhook 未存储，请重新发送。',
  },
  DATABASE_BUSY: {
    status: 503,
    en: 'All database connections of the service are in use. Nothing was done.',
    'zh-CN': '服务的数据库连接已全部占用，未执行任何操作。',
  },
  CONTENDED: {
    status: 503,
    en: 'Others were changing the same at the same time. Nothing was done.',
    'zh-CN': '他人正在同时修改相同内容，未执行任何操作。',
  },
  STORAGE_FULL: {
    status: 503,
    en: 'A disk is full. Nothing was done.',
    'zh-CN': '磁盘已满，未执行任何操作。',
  },
} as const satisfies Record<string, CodeMeaning>;

export type ProblemCode = keyof typeof problemCodes;
