import { Configuration1795000000001 } from './configuration-1795000000001.js';
import { Health1795000000002 } from './health-1795000000002.js';

/** Oldest first. */
export const migrations = [Configuration1795000000001, Health1795000000002];
