import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts of single messages are forgotten when nothing can change them any more; `settled` keeps what they count, so that
 * counters and facts can still be compared and failures still be listed.
 */
export class ForgottenFacts1796009499722 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One constant for all rows that there are, so that the table is not rewritten.
      ALTER TABLE message_fact ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
      ALTER TABLE message_fact ALTER COLUMN changed_at SET DEFAULT wabx.now();

      CREATE TABLE settled (
        bucket timestamptz NOT NULL,
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        -- Of failures only.
        error_class text,
        error_code bigint,
        received integer NOT NULL,
        sent_succeeded integer NOT NULL,
        sent_failed integer NOT NULL,
        delivered integer NOT NULL,
        read integer NOT NULL,
        apart integer NOT NULL
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX settled_once ON settled
        (bucket, channel_id, phone_number_id, (coalesce(error_class, '')), (coalesce(error_code, -1)));

      -- Ids are ordered by time: a message up to this one that has no fact was counted and forgotten.
      CREATE TABLE forgotten (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        up_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
      );
      INSERT INTO forgotten DEFAULT VALUES;

      -- A fifth of this table (the default) would be days of changes.
      ALTER TABLE message_fact SET (
        autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
        autovacuum_analyze_scale_factor = 0.02);
    `);
  }

  async down(): Promise<void> {
    throw new Error(
      'There is no way back: the facts that were forgotten are in no other table. Restore a backup instead.',
    );
  }
}
