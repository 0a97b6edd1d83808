import { runServices } from '@wabx/runtime';
import { outboundSender } from './service.js';

export const main = () => runServices(outboundSender);
