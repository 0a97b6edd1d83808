import type { MigrationInterface } from 'typeorm';
import { Counts1795421737000 } from './counts-1795421737000.js';

/** Oldest first. */
export const migrations: (new () => MigrationInterface)[] = [Counts1795421737000];
