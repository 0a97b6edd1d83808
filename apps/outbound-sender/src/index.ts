export { outboundSender } from './service.js';
export { migrations } from './store/migrations.js';
