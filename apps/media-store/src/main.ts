import { runServices } from '@wabx/runtime';
import { mediaStore } from './service.js';

export const main = () => runServices(mediaStore);
