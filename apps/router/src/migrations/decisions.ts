import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Decisions1795564800002 implements MigrationInterface {
  readonly name = 'Decisions1795564800002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE message
        ADD COLUMN attempt integer NOT NULL DEFAULT 0,
        ADD COLUMN decision text,
        -- state_no of the state that somebody has decided about already.
        ADD COLUMN decided_no integer
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message DROP COLUMN attempt, DROP COLUMN decision, DROP COLUMN decided_no');
  }
}
