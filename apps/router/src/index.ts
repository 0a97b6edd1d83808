export { migrations } from './migrations/index.js';
export { router } from './service.js';
