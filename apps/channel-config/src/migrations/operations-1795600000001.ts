import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done in services that keep no audit of their own: told by them, each under an id of its own. */
export class Operations1795600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit
        ADD operation_id uuid CONSTRAINT audit_operation UNIQUE,
        ADD filter jsonb,
        ADD outcome jsonb;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit DROP operation_id, DROP filter, DROP outcome');
  }
}
