export { migrations } from './migrations/index.js';
export { stats } from './service.js';
