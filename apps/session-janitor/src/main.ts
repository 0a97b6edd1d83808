import { runServices } from '@wabx/runtime';
import { sessionJanitor } from './service.js';

await runServices(sessionJanitor);
