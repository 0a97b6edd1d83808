export { owners } from './owners.js';
export { runMigration } from './run-migration.js';
