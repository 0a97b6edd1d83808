import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Internal notes stand among the messages of a session, so that they are listed, found and erased with them. */
export class Notes1796067000000 implements MigrationInterface {
  readonly name = 'Notes1796067000000';

  async up(runner: QueryRunner): Promise<void> {
    // Every row that is there keeps the narrower rule: there is nothing to check.
    await runner.query(`
      ALTER TABLE message DROP CONSTRAINT message_direction_check;
      ALTER TABLE message ADD CONSTRAINT message_direction_check
        CHECK (direction IN ('inbound', 'outbound') OR (direction = 'internal' AND kind = 'note')) NOT VALID;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE message DROP CONSTRAINT message_direction_check;
      ALTER TABLE message ADD CONSTRAINT message_direction_check CHECK (direction IN ('inbound', 'outbound'));
    `);
  }
}
