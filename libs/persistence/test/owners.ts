import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { SchemaOwner } from '../src/index.js';

export class Accounts1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, balance int NOT NULL DEFAULT 0)`,
    );
    await runner.query(`CREATE FUNCTION total() RETURNS bigint LANGUAGE sql RETURN (SELECT sum(balance) FROM account)`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account');
  }
}

export class Notes1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id serial PRIMARY KEY, body text)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

export const ledger: SchemaOwner = {
  schema: 'ledger',
  role: 'wabx_test_ledger',
  password: 'l@dg:r/ p%'.replace(' ', ''),
  migrations: [Accounts1700000000001],
};

export const notes: SchemaOwner = {
  schema: 'notes',
  role: 'wabx_test_notes',
  password: 'notes-password',
  migrations: [Notes1700000000002],
};

export const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';
export const silent = { log: () => undefined, warn: () => undefined };

/** The URL of a database, for the role of an owner. */
export function urlFor(databaseUrl: string, { role, password }: { role: string; password: string }): string {
  const url = new URL(databaseUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}
