import { Configuration1795000000001 } from './configuration-1795000000001.js';

/** Oldest first. */
export const migrations = [Configuration1795000000001];
