import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each agent has read in a session. What is unread is counted when it is asked for, from the messages themselves. */
export class ReadPositions1796065800000 implements MigrationInterface {
  readonly name = 'ReadPositions1796065800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The place of a message in the order for people, and when it was read: what comes late has its place before it.
      CREATE TABLE read_position (
        session_id uuid NOT NULL REFERENCES session (id),
        extension_id uuid NOT NULL,
        sent_at timestamptz NOT NULL,
        position bigint NOT NULL,
        message_id uuid NOT NULL,
        read_at timestamptz NOT NULL,
        PRIMARY KEY (session_id, extension_id)
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
      CREATE INDEX message_late ON message (session_id) WHERE late;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX message_late;
      DROP TABLE read_position;
    `);
  }
}
