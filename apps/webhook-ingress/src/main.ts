import { runServices } from '@wabx/runtime';
import { webhookIngress } from './service.js';

export const main = () => runServices(webhookIngress);
