import { runServices } from '@wabx/runtime';
import { sessionJanitor } from './service.js';

export const main = () => runServices(sessionJanitor);
