import type { MigrationInterface, QueryRunner } from 'typeorm';

const BUSY_TABLES = ['send', 'send_step', 'conversation'];

export class Retention1796009548743 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX conversation_erased ON conversation (erased_at) WHERE erased_at IS NOT NULL');
    // A fifth of these tables (the default) would be days of dead rows.
    for (const table of BUSY_TABLES) {
      await runner.query(`
        ALTER TABLE ${table} SET (
          autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
          autovacuum_analyze_scale_factor = 0.02)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of BUSY_TABLES) {
      await runner.query(`
        ALTER TABLE ${table} RESET (
          autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)`);
    }
    await runner.query('DROP INDEX conversation_erased');
  }
}
