import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an erasure has left, because others were sent it too: the receipt names it. */
export class KeptFiles1796048600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE erasure ADD COLUMN kept_file_ids uuid[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE erasure DROP COLUMN kept_file_ids');
  }
}
