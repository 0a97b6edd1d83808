import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { owners } from '../src/index.js';

const PAGE = path.resolve(import.meta.dirname, '..', '..', '..', 'docs', 'storage.md');

interface Row {
  table: string;
  kind: string;
  kept: string;
  removedBy: string;
}

let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  // Roles of its own: they belong to the whole server, and other tests give theirs other passwords.
  const withPasswords = owners.map(({ service: _, ...owner }) => ({
    ...owner,
    role: `${owner.role}_storage`,
    password: 'only-for-tests',
  }));
  database = await createTestDatabase({ adminUrl: process.env['WABX_TEST_DATABASE_URL'] ?? '', owners: withPasswords });
  admin = new pg.Client(database.adminUrl);
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});

/** The rows of docs/storage.md that begin with a table's name. */
function rowsOfPage(): Row[] {
  return readFileSync(PAGE, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name = '']) => /^`\w+\.\w+`$/.test(name))
    .map(([, name = '', kind = '', , , kept = '', removedBy = '']) => ({
      table: name.slice(1, -1),
      kind,
      kept,
      removedBy,
    }));
}

it('docs/storage.md says of every table whether it is business data or how long its rows are kept and who removes them', async () => {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'migrations' ORDER BY name`,
  );
  const page = rowsOfPage();
  expect(rows.length).toBeGreaterThan(40);
  expect(page.map(({ table }) => table).sort()).toEqual(rows.map(({ name }) => name));
  for (const { table, kind, kept, removedBy } of page) {
    expect({ table, kind }).toEqual({ table, kind: expect.stringMatching(/^(business|technical|bounded)$/) });
    // A technical row goes, or the whole table is as small as the configuration.
    const says = { business: /./, technical: /\d+ (s|h|d)\b|until /, bounded: /one row|one for each|while /i }[kind];
    expect({ table, kept }).toEqual({ table, kept: expect.stringMatching(says ?? /./) });
    expect({ table, removedBy }).toEqual({ table, removedBy: expect.stringMatching(/\w{3}/) });
  }
});
