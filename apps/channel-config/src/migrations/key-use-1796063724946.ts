import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that nobody uses can be found. */
export class KeyUse1796063724946 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key ADD last_used_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key DROP last_used_at');
  }
}
