export { migrations } from './migrations/index.js';
export { channelConfig } from './service.js';
