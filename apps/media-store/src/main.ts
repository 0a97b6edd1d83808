import { runServices } from '@wabx/runtime';
import { mediaStore } from './service.js';

await runServices(mediaStore);
