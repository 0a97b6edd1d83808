import { runServices } from '@wabx/runtime';
import { router } from './service.js';

await runServices(router);
