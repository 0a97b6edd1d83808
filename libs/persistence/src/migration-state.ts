import type { DataSource } from 'typeorm';
import { databaseErrorCode } from './database-errors.js';

export interface MigrationDifference {
  /** This program has them, the database does not. */
  missing: string[];
  /** The database has them, this program does not know them: it is older than its database. */
  unknown: string[];
}

// What a migration is to programs that do not know it stands in its name, because the database keeps the name.
const EXPANDS = /^Expand[A-Z]/;
const CONTRACTS = /^Contract[A-Z]/;

/** Takes something away that older programs use; runs after the last of them has ended. */
export function isContracting(migration: string): boolean {
  return CONTRACTS.test(migration);
}

/** The names of migrations that say neither what they are to programs that do not know them, from `sinceMs` on. */
export function unmarkedMigrations(names: string[], sinceMs: number): string[] {
  return names.filter((name) => timestampOf(name) >= sinceMs && !EXPANDS.test(name) && !CONTRACTS.test(name));
}

// The role, the schema or the table is not there before the first migration.
const NEVER_MIGRATED = new Set(['42P01', '3F000', '42501']);

/** Compares the migrations that this program knows with those that its schema has, oldest first. */
export async function pendingMigrations(source: DataSource): Promise<MigrationDifference> {
  const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name).sort(byTimestamp);
  const applied = await appliedMigrations(source);
  return {
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Throws where the program would do damage: on tables that it was not written for. What a newer version has only added is
 * accepted, and what this version takes away may still be there.
 */
export async function assertMigrated(source: DataSource): Promise<void> {
  const schema = schemaOf(source);
  const pending = await pendingMigrations(source);
  const missing = pending.missing.filter((name) => !isContracting(name));
  const unknown = pending.unknown.filter((name) => !EXPANDS.test(name));
  if (missing.length > 0) {
    throw new Error(
      `The schema "${schema}" lacks ${listed(missing)}. Run the migration, then start this service again`,
    );
  }
  if (unknown.length > 0) {
    throw new Error(
      `The schema "${schema}" is newer than this service: it has ${listed(unknown)}, which this version cannot live with. Start the version of the service that belongs to it`,
    );
  }
}

/** The schema that a DataSource of wabx works in. */
export function schemaOf(source: DataSource): string {
  if (source.options.type !== 'postgres' || source.options.schema === undefined) {
    throw new Error('This data source was not opened by openDatabase: it has no schema');
  }
  return source.options.schema;
}

async function appliedMigrations(source: DataSource): Promise<string[]> {
  try {
    const rows: { name: string }[] = await source.query(`SELECT name FROM ${schemaOf(source)}.migrations ORDER BY id`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (NEVER_MIGRATED.has(databaseErrorCode(error) ?? '')) return [];
    throw error;
  }
}

function byTimestamp(one: string, other: string): number {
  return timestampOf(one) - timestampOf(other);
}

function timestampOf(name: string): number {
  return Number(name.slice(-13));
}

function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
