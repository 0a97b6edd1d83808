import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that end by themselves. */
export class KeyExpiry1796048600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key ADD expires_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key DROP expires_at');
  }
}
