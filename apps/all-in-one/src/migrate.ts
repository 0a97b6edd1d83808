import { parseArgs } from 'node:util';
import { runMigration } from './run-migration.js';

try {
  const { values } = parseArgs({
    options: { lower: { type: 'boolean' }, contract: { type: 'boolean' }, roles: { type: 'string' } },
  });
  await runMigration(process.env, (line) => process.stdout.write(`${line}\n`), values);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
