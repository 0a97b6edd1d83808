import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Meta tells about an account or a number, with its content: bans, restrictions, quality, names, security. */
export class Notices1796012768363 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_notice (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT account_notice_pk PRIMARY KEY,
        channel_id uuid NOT NULL CONSTRAINT account_notice_channel REFERENCES channel,
        field text NOT NULL,
        digest text NOT NULL,
        phone_number_id text,
        received_at timestamptz NOT NULL,
        value jsonb NOT NULL,
        CONSTRAINT account_notice_once UNIQUE (channel_id, field, digest)
      );
      CREATE INDEX account_notice_newest ON account_notice (channel_id, id DESC);
      CREATE INDEX account_notice_oldest ON account_notice (received_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_notice');
  }
}
