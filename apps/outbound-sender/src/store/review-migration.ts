import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ExpandReviews1796075400555 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Few at any time, and counted every few seconds for the metrics.
      CREATE INDEX send_to_review ON send (changed_at) WHERE state = 'needs_review';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX send_to_review');
  }
}
