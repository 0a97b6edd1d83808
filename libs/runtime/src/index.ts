export { newApiKey, parseApiKey } from './api-key.js';
export { audited } from './audited.js';
export { misfitOf } from './api/check-answers.js';
export { documentOf, type ApiDocument, type DescribedService } from './api/document.js';
export { Schemas, type JsonSchema } from './api/json-schema.js';
export { Operation, Operations, type AnswerHeader, type RequestHeader } from './api/operation.js';
export { routesOf } from './api/routes.js';
export { CallerOf, Public } from './auth.js';
export type { BesideApi } from './beside-api.js';
export { doerOf, isPerson, type Caller } from './caller.js';
export {
  allowableDangers,
  ConfigError,
  databaseTlsShape,
  loadConfig,
  natsOf,
  natsShape,
  poolSize,
  s3TlsShape,
  tlsOf,
  type BaseConfig,
  type TlsFiles,
} from './config.js';
export type { ApiKeysView, ChannelsView, DirectoryView } from './configuration-views.js';
export { CONSOLE_ISSUER, consoleTokens } from './console-tokens.js';
export { FailurePauses } from './failure-pauses.js';
export { Readiness } from './health.js';
export { instantInput } from './instant-input.js';
export { createLogger } from './logger.js';
export { issuersOf, type Issuer } from './issuers.js';
export { problemCodes, type ProblemCode } from './problem-codes.js';
export { traceparentOf } from './request-trace.js';
export { roles, scopesOfPerson } from './roles.js';
export { invalidInput, Problem, sendProblem } from './problem.js';
export { sharedSealing, type Danger } from './production.js';
export { KeyRing, sealingKeysSchema, sealPurpose, signingKeySchema, type SealingKey } from './seal.js';
export {
  defineService,
  runServices,
  startService,
  type RunningService,
  type ServiceContext,
  type ServiceDefinition,
} from './service.js';
export { malformedTexts } from './well-formed.js';
