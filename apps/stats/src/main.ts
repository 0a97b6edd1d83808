import { runServices } from '@wabx/runtime';
import { stats } from './service.js';

export const main = () => runServices(stats);
