import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NumberPauses1796045400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A pause is as wide as its cause: of one number, or with '' of the whole channel. told_at: Meta took messages and
      -- failed them afterwards, the last time then.
      ALTER TABLE channel_pause ADD COLUMN phone_number_id text NOT NULL DEFAULT '', ADD COLUMN told_at timestamptz,
        DROP CONSTRAINT channel_pause_pkey, ADD PRIMARY KEY (channel_id, phone_number_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM channel_pause WHERE phone_number_id <> '';
      ALTER TABLE channel_pause DROP CONSTRAINT channel_pause_pkey, DROP COLUMN phone_number_id, DROP COLUMN told_at,
        ADD PRIMARY KEY (channel_id);
    `);
  }
}
