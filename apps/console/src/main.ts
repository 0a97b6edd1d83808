import { runServices } from '@wabx/runtime';
import { consoleService } from './service.js';

await runServices(consoleService);
