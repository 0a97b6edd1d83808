import { runServices } from '@wabx/runtime';
import { channelConfig } from './service.js';

await runServices(channelConfig);
