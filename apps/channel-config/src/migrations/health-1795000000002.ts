import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the health watch needs: when to look at a channel next, what it found of the token, which alerts were given. */
export class Health1795000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel
        ADD access_token_checked_at timestamptz,
        ADD health_due_at timestamptz NOT NULL DEFAULT wabx.now();
      CREATE INDEX channel_health_due ON channel (health_due_at) WHERE deleted_at IS NULL;

      -- One row for each alert given, so that it is given once: a new token begins anew.
      CREATE TABLE channel_alert (
        channel_id uuid NOT NULL CONSTRAINT channel_alert_channel REFERENCES channel,
        token_set_at timestamptz NOT NULL,
        days_left integer NOT NULL,
        at timestamptz NOT NULL DEFAULT wabx.now(),
        CONSTRAINT channel_alert_pk PRIMARY KEY (channel_id, token_set_at, days_left)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE channel_alert; ALTER TABLE channel DROP access_token_checked_at, DROP health_due_at',
    );
  }
}
