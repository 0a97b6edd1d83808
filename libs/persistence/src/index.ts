export { databaseNow, setClockOffset, type Queryable } from './clock.js';
export { DatabaseUnavailable } from './connect.js';
export { contentionOf, type Contention, type ContentionKind } from './contention.js';
export { databaseDangers } from './database-dangers.js';
export { describeDatabaseError, isTransactionConflict, isTransientDatabaseError } from './database-errors.js';
export { measureOutbox, measurePool } from './database-metrics.js';
export { databaseProviders } from './database-providers.js';
export { migrate, type MigrateOptions, type MigrationReport } from './migrate.js';
export {
  assertMigrated,
  pendingMigrations,
  schemaOf,
  unmarkedMigrations,
  type MigrationDifference,
} from './migration-state.js';
export { openDatabase, type DatabaseOptions } from './open-database.js';
export type { SchemaOwner } from './schema-owner.js';
export { enqueue, outboxTableSql, type NewOutboxEntry } from './outbox.js';
export { startOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
export type { OutboxEntry } from './ordered-publisher.js';
export { inOrder } from './in-order.js';
export { prepared } from './prepared.js';
export { inTransaction, TransactionConflict } from './transaction.js';
