import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A status has reasons, made from what a look finds; and how often in a row a thing was seen. Every channel is due. */
export class Reasons1796014420476 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel
        ADD status_reasons jsonb NOT NULL DEFAULT '[]',
        ADD findings jsonb NOT NULL DEFAULT '{}';
      ALTER TABLE channel_seen ADD count integer NOT NULL DEFAULT 1;
      DELETE FROM channel_seen WHERE fact IN ('app-subscribed', 'app-not-subscribed');
      UPDATE channel SET health_due_at = wabx.now() WHERE deleted_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel_seen DROP count; ALTER TABLE channel DROP findings, DROP status_reasons');
  }
}
