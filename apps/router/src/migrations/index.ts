import { Initial1764000000000 } from './initial.js';

export const migrations = [Initial1764000000000];
