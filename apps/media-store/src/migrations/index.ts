import { Files1795425000000 } from './files.js';
import { Holds1796008945278 } from './holds.js';

/** Oldest first. */
export const migrations = [Files1795425000000, Holds1796008945278];
