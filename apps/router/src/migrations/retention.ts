import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Retention1796009548713 implements MigrationInterface {
  readonly name = 'Retention1796009548713';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- settled: older than a message may be late, and about one that is there. Each row is looked at once.
      ALTER TABLE reaction ADD COLUMN settled boolean NOT NULL DEFAULT false;
      ALTER TABLE amendment ADD COLUMN settled boolean NOT NULL DEFAULT false;
      CREATE INDEX reaction_unsettled ON reaction (sent_at) WHERE NOT settled;
      CREATE INDEX amendment_unsettled ON amendment (greatest(edited_at, revoked_at)) WHERE NOT settled;

      -- By the clock that also says when they are old.
      ALTER TABLE message_key ALTER COLUMN seen_at SET DEFAULT wabx.now();
      ALTER TABLE idempotency ALTER COLUMN created_at SET DEFAULT wabx.now();
    `);
    // A fifth of these tables (the default) would be weeks of dead rows, of visibility map and of statistics that are missing.
    for (const table of [
      'message',
      'message_key',
      'idempotency',
      'session',
      'conversation',
      'searchable',
      'timeline',
    ]) {
      await runner.query(`
        ALTER TABLE ${table} SET (
          autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
          autovacuum_analyze_scale_factor = 0.02)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'message',
      'message_key',
      'idempotency',
      'session',
      'conversation',
      'searchable',
      'timeline',
    ]) {
      await runner.query(`
        ALTER TABLE ${table} RESET (
          autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)`);
    }
    await runner.query(`
      ALTER TABLE message_key ALTER COLUMN seen_at SET DEFAULT clock_timestamp();
      ALTER TABLE idempotency ALTER COLUMN created_at SET DEFAULT clock_timestamp();
      ALTER TABLE reaction DROP COLUMN settled;
      ALTER TABLE amendment DROP COLUMN settled;
    `);
  }
}
