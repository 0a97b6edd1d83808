import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClosingWindows1795500000003 implements MigrationInterface {
  readonly name = 'ClosingWindows1795500000003';

  async up(runner: QueryRunner): Promise<void> {
    // The end of the window that agents were told of: a renewed window has another end and is told of again.
    await runner.query('ALTER TABLE session ADD COLUMN window_told timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP COLUMN window_told');
  }
}
