import { Files1795425000000 } from './files.js';

/** Oldest first. */
export const migrations = [Files1795425000000];
