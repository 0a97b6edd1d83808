import { runServices } from '@wabx/runtime';
import { stats } from './service.js';

await runServices(stats);
