import { runServices } from '@wabx/runtime';
import { channelConfig } from './service.js';

export const main = () => runServices(channelConfig);
