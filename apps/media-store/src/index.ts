export { migrations } from './migrations/index.js';
export { mediaStore } from './service.js';
