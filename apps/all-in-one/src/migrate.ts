import { runMigration } from './run-migration.js';

export const main = () => runMigration(process.env, (line) => process.stdout.write(`${line}\n`));
