import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which numbers Meta is not asked about, until when and why; and when the message of a file was sent. */
export class Holds1796008945278 implements MigrationInterface {
  readonly name = 'Holds1796008945278';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE file ADD COLUMN sent_at timestamptz;
      CREATE TABLE number_hold (
        phone_number_id text PRIMARY KEY,
        until timestamptz NOT NULL,
        error text NOT NULL CHECK (error IN ('gone', 'limited'))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE number_hold; ALTER TABLE file DROP COLUMN sent_at');
  }
}
