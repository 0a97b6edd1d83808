import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is shown of a customer is the newest of what Meta said, whichever message comes first. */
export class NewestOfCustomers1795600000002 implements MigrationInterface {
  readonly name = 'NewestOfCustomers1795600000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customer ADD COLUMN username_at timestamptz, ADD COLUMN phone_at timestamptz;
      UPDATE customer SET username_at = named_at WHERE username IS NOT NULL;
      -- Every message writes when it was: in its page, without its indexes.
      ALTER TABLE customer SET (fillfactor = 70);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customer RESET (fillfactor);
      ALTER TABLE customer DROP COLUMN username_at, DROP COLUMN phone_at;
    `);
  }
}
