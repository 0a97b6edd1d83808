export { newApiKey, parseApiKey } from './api-key.js';
export { CallerOf, Public, Scopes, type Caller } from './auth.js';
export { ConfigError, loadConfig, type BaseConfig } from './config.js';
export { Readiness } from './health.js';
export { createLogger } from './logger.js';
export { invalidInput, Problem } from './problem.js';
export { KeyRing, sealingKeysSchema, sealPurpose } from './seal.js';
export {
  defineService,
  runServices,
  startService,
  type ApiKeysView,
  type ChannelsView,
  type DirectoryView,
  type RunningService,
  type ServiceContext,
  type ServiceDefinition,
} from './service.js';
