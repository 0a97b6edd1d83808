import { runServices } from '@wabx/runtime';
import { router } from './service.js';

export const main = () => runServices(router);
