import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Meta sent for what changes another message, and makes none of its own. */
export class RawChanges1796048400000 implements MigrationInterface {
  readonly name = 'RawChanges1796048400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE raw_change (
        phone_number_id text NOT NULL,
        wa_message_id text NOT NULL,
        target text NOT NULL,
        raw jsonb NOT NULL,
        sent_at timestamptz NOT NULL,
        customer_id uuid NOT NULL,
        PRIMARY KEY (phone_number_id, wa_message_id)
      );
      CREATE INDEX raw_change_of_target ON raw_change (phone_number_id, target);
      CREATE INDEX raw_change_of_customer ON raw_change (customer_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE raw_change');
  }
}
