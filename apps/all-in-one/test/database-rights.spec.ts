import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import pg from 'pg';
import { owners } from '../src/owners.js';

// With the login of one service: every table of every other, and everything that belongs to the migration.

interface Relation {
  schema: string;
  name: string;
  kind: string;
}

const NO_RIGHT = '42501';
let database: TestDatabase;
let relations: Relation[];

beforeAll(async () => {
  database = await createTestDatabase({
    adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '',
    owners: owners.map((owner) => ({ ...owner, role: `${owner.role}_rights`, password: 'a-password' })),
  });
  const admin = new pg.Client(database.adminUrl);
  await admin.connect();
  ({ rows: relations } = await admin.query<Relation>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname !~ '^pg_|^information_schema$' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')`,
  ));
  await admin.end();
});
afterAll(async () => await database?.drop());

describe.each(owners.map(({ schema }) => schema))('the role of %s', (schema) => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client(database.urlOf(schema));
    await client.connect();
  });
  afterAll(async () => await client?.end());

  /** What was not refused, of these statements. */
  const allowed = async (statements: readonly string[]) => {
    const found: string[] = [];
    for (const statement of statements) {
      await client.query('BEGIN');
      const code = await client.query(statement).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      );
      await client.query('ROLLBACK');
      if (code !== NO_RIGHT) found.push(`${statement}: ${code}`);
    }
    return found;
  };

  it('neither reads nor writes what is of another', async () => {
    const others = relations.filter((relation) => relation.schema !== schema);
    expect(new Set(others.map((relation) => relation.schema)).size).toBeGreaterThanOrEqual(owners.length - 1);
    const attempts = others.flatMap(({ schema: other, name, kind }) => {
      const at = `"${other}"."${name}"`;
      if (kind === 'S') return [`SELECT nextval('${at}')`, `SELECT last_value FROM ${at}`];
      return [
        `SELECT FROM ${at} LIMIT 1`,
        `INSERT INTO ${at} DEFAULT VALUES`,
        `DELETE FROM ${at}`,
        `TRUNCATE ${at}`,
        `LOCK TABLE ${at} IN ACCESS EXCLUSIVE MODE`,
        `ALTER TABLE ${at} RENAME TO taken`,
        `DROP TABLE ${at}`,
      ];
    });
    expect(attempts.length).toBeGreaterThan(100);
    // The clock is everybody's to read.
    expect(await allowed(attempts)).toEqual(['SELECT FROM "wabx"."clock" LIMIT 1: done']);
  });

  it('makes nothing, empties nothing, and becomes nobody else', async () => {
    const own = relations.filter((relation) => relation.schema === schema && relation.kind === 'r');
    const roles = owners.filter((owner) => owner.schema !== schema).map(({ role }) => `${role}_rights`);
    const attempts = [
      ...own.flatMap(({ name }) => [`TRUNCATE "${schema}"."${name}"`, `DROP TABLE "${schema}"."${name}"`]),
      ...owners.map((owner) => `CREATE TABLE "${owner.schema}".taken (id int)`),
      'CREATE TABLE public.taken (id int)',
      'CREATE SCHEMA taken',
      'CREATE ROLE taken',
      `ALTER ROLE CURRENT_USER CREATEDB`,
      ...roles.flatMap((role) => [`SET ROLE ${role}`, `GRANT ${role} TO CURRENT_USER`]),
      `SELECT pg_read_file('/etc/passwd')`,
      `COPY (SELECT 1) TO PROGRAM 'true'`,
    ];
    expect(await allowed(attempts)).toEqual([]);
  });
});
