import type { MigrationInterface } from 'typeorm';
import { Cancelled1796047860002 } from './cancelled-1796047860002.js';
import { Counts1795421737000 } from './counts-1795421737000.js';
import { ForgottenFacts1796009499722 } from './forgotten-facts-1796009499722.js';

/** Oldest first. */
export const migrations: (new () => MigrationInterface)[] = [
  Counts1795421737000,
  ForgottenFacts1796009499722,
  Cancelled1796047860002,
];
