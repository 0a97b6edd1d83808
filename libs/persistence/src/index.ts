export { assertNoClockOffset, databaseNow, setClockOffset, type Queryable } from './clock.js';
export { DatabaseUnavailable } from './connect.js';
export { describeDatabaseError, isTransactionConflict, isTransientDatabaseError } from './database-errors.js';
export { databaseProviders } from './database-providers.js';
export { migrate, type MigrateOptions, type MigrationReport } from './migrate.js';
export { assertMigrated, pendingMigrations, schemaOf, type MigrationDifference } from './migration-state.js';
export { openDatabase, type DatabaseOptions } from './open-database.js';
export type { SchemaOwner } from './schema-owner.js';
export { inTransaction } from './transaction.js';
