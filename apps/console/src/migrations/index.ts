import type { MigrationInterface } from 'typeorm';
import { SignIns1796075598326 } from './sign-ins-1796075598326.js';

/** Oldest first. */
export const migrations: (new () => MigrationInterface)[] = [SignIns1796075598326];
