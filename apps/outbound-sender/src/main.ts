import { runServices } from '@wabx/runtime';
import { outboundSender } from './service.js';

await runServices(outboundSender);
