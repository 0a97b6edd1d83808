import { afterAll, describe, expect, it } from '@jest/globals';
import { setClockOffset, databaseNow, type SchemaOwner } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '@wabx/testing';

const adminUrl = process.env['WABX_TEST_DATABASE_URL'] ?? '';

function ownerWith(sql: string): SchemaOwner {
  class Things1700000000001 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }
    async down(): Promise<void> {}
  }
  return { schema: 'things', role: 'wabx_test_things', password: 'things', migrations: [Things1700000000001] };
}

const owners = [ownerWith('CREATE TABLE thing (id int PRIMARY KEY)')];
const made: TestDatabase[] = [];
const create = async (of = owners) => {
  const database = await createTestDatabase({ adminUrl, owners: of });
  made.push(database);
  return database;
};
afterAll(() => Promise.all(made.map((database) => database.drop())));

describe('a test database', () => {
  it('is migrated, and is nobody else’s, however many are made at once', async () => {
    const sources = await Promise.all(
      (await Promise.all([create(), create(), create()])).map((database) => database.dataSourceOf('things')),
    );
    await Promise.all(sources.map((source, n) => source.query('INSERT INTO thing VALUES ($1)', [n])));
    expect(await Promise.all(sources.map((source) => source.query('SELECT id FROM thing')))).toEqual([
      [{ id: 0 }],
      [{ id: 1 }],
      [{ id: 2 }],
    ]);
  });

  it('keeps the roles in their limits', async () => {
    const source = await (await create()).dataSourceOf('things');
    for (const forbidden of [
      'CREATE TABLE mine (id int)',
      'CREATE TEMPORARY TABLE mine (id int)',
      'DROP TABLE thing',
    ]) {
      await expect(source.query(forbidden)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('has a clock of its own', async () => {
    const [moved, other] = await Promise.all([create(), create()]);
    await setClockOffset(moved.adminUrl, 3600);
    const aheadMs = (await databaseNow(await moved.dataSourceOf('things'))).getTime();
    expect(aheadMs - (await databaseNow(await other.dataSourceOf('things'))).getTime()).toBeGreaterThan(3_500_000);
  });

  it('is not taken from the template of other migrations, even where only the SQL differs', async () => {
    const source = await (
      await create([ownerWith('CREATE TABLE thing (id int PRIMARY KEY, name text)')])
    ).dataSourceOf('things');
    expect(await source.query('SELECT id, name FROM thing')).toEqual([]);
  });

  it('costs little once its template is there', async () => {
    const startedMs = performance.now();
    await Promise.all([create(), create(), create(), create()]);
    expect((performance.now() - startedMs) / 4).toBeLessThan(1_000);
  });

  it('is gone after drop', async () => {
    const database = await createTestDatabase({ adminUrl, owners });
    await database.dataSourceOf('things');
    await database.drop();
    await expect(database.dataSourceOf('things')).rejects.toThrow(/does not exist/);
  });
});
