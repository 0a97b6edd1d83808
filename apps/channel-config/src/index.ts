export { knownFaults } from './doctor/sentences.js';
export { migrations } from './migrations/index.js';
export { channelConfig } from './service.js';
