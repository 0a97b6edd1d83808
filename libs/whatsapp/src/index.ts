export { looksSigned, signBody, verifySignature, type SignatureCheck } from './signature.js';

export { filledFilename, safeFilename } from './file-name.js';

export { parseWebhook, type ParsedWebhook } from './webhook/parse-webhook.js';
export type {
  AccountItem,
  MalformedItem,
  MessageContext,
  MessageItem,
  MessageSource,
  OutOfScopeItem,
  Referral,
  StatusItem,
  WebhookItem,
} from './webhook/webhook-item.js';
export type {
  FlowReply,
  Location,
  Media,
  MessageContent,
  OrderItem,
  SharedContact,
  SystemNotice,
} from './webhook/message-content.js';
export type { Person } from './webhook/person.js';

export { parseGraphError, toGraphError, type GraphError } from './graph/graph-error.js';
export {
  classifyGraphError,
  classifyNotSent,
  knownGraphErrorCodes,
  pauseWidth,
  type GraphErrorAction,
  type GraphErrorPolicy,
} from './graph/error-policy.js';
export {
  failedStepOf,
  nextSteps,
  sentenceFor,
  type GraphErrorClass,
  type NextStep,
  type Sentence,
} from './graph/error-sentences.js';
export { remedies } from './graph/error-remedies.js';

export { graphMessageBodySchema, type GraphMessageBody } from './outgoing/message-body.js';
export { isSameNumber } from './same-number.js';
export { replyContent } from './outgoing/reply-content.js';
export { toSentFilename } from './outgoing/sent-filename.js';
export { messageLimits } from './outgoing/message-limits.js';
export {
  checkOutboundMedia,
  fileExtensionFor,
  mediaLimits,
  type MediaKind,
  type OutboundMediaCheck,
} from './outgoing/media-limits.js';
export {
  createGraphClient,
  type GraphClient,
  type GraphClientOptions,
  type SendOutcome,
} from './graph/graph-client.js';
export { measureGraph } from './graph/graph-metrics.js';
export type { GraphFailure, GraphOutcome } from './graph/graph-call.js';
export type { FailureCause } from './graph/failure-cause.js';
export type { DownloadOutcome } from './graph/download-media.js';
export type {
  AppSubscription,
  MediaDescription,
  PhoneNumberDescription,
  SubscribedApp,
  TokenDescription,
} from './graph/graph-answers.js';
