import { runServices } from '@wabx/runtime';
import { webhookIngress } from './service.js';

await runServices(webhookIngress);
