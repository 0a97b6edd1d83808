import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit becomes a chain: each entry holds the hash of the one before, and the role of this service may add entries and
 * read them, no more. Everything else is made of `content` by Postgres, so that nothing stands beside what is hashed. Times
 * are text in one form (UTC, milliseconds), because no text becomes a time without the session's settings.
 */
export class AuditChain1796063724945 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit RENAME TO audit_before;
      ALTER INDEX audit_of_target RENAME TO audit_before_of_target;
      ALTER TABLE audit_before DROP CONSTRAINT audit_operation;

      CREATE TABLE audit (
        sequence bigint CONSTRAINT audit_sequence PRIMARY KEY,
        previous_sha256 text NOT NULL,
        sha256 text NOT NULL,
        content text NOT NULL,
        at text NOT NULL GENERATED ALWAYS AS (content::jsonb ->> 'startedAt') STORED,
        key_id text NOT NULL GENERATED ALWAYS AS (content::jsonb -> 'by' ->> 'keyId') STORED,
        action text NOT NULL GENERATED ALWAYS AS (content::jsonb ->> 'action') STORED,
        target_id text NOT NULL GENERATED ALWAYS AS (content::jsonb ->> 'targetId') STORED,
        operation_id text GENERATED ALWAYS AS (content::jsonb ->> 'operationId') STORED,
        ended boolean NOT NULL GENERATED ALWAYS AS (jsonb_exists(content::jsonb, 'outcome')) STORED,
        CONSTRAINT audit_operation UNIQUE (operation_id, ended)
      );
      CREATE INDEX audit_of_key ON audit (key_id, sequence);
      CREATE INDEX audit_of_action ON audit (action, sequence);
      CREATE INDEX audit_of_target ON audit (target_id, sequence);
      CREATE INDEX audit_at ON audit (at);
      -- The migration takes UPDATE and DELETE from the role of a table with this comment.
      COMMENT ON TABLE audit IS 'append-only';

      DO $$
      DECLARE
        entry record;
        last bigint := 0;
        previous text := repeat('0', 64);
        hash text;
      BEGIN
        FOR entry IN
          SELECT jsonb_strip_nulls(jsonb_build_object(
                   'operationId', operation_id, 'by', jsonb_build_object('keyId', key_id, 'name', key_name),
                   'action', action, 'targetId', target_id, 'fields', fields, 'filter', filter, 'outcome', outcome,
                   'startedAt', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::text AS content
            FROM audit_before ORDER BY id
        LOOP
          hash := encode(sha256(convert_to(previous || chr(10) || entry.content, 'UTF8')), 'hex');
          last := last + 1;
          INSERT INTO audit (sequence, previous_sha256, sha256, content) VALUES (last, previous, hash, entry.content);
          previous := hash;
        END LOOP;
      END $$;
      DROP TABLE audit_before;
    `);
  }

  async down(): Promise<void> {
    throw new Error('what was an entry of a chain is not made a plain row again');
  }
}
