export { webhookIngress } from './service.js';
