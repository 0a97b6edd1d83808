export { sessionJanitor } from './service.js';
