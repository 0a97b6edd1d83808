import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HeldFiles1796009406978 implements MigrationInterface {
  readonly name = 'HeldFiles1796009406978';

  async up(runner: QueryRunner): Promise<void> {
    // Until then media-store does not ask Meta for the file.
    await runner.query('ALTER TABLE file ADD COLUMN held_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE file DROP COLUMN held_until');
  }
}
