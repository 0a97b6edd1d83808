import { outboxTableSql } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `file` is one row for each file of a customer's message and each upload. It is also the queue of what is still to be
 * fetched from Meta: `next_at` says when somebody may take the row next, and is pushed on while somebody has it.
 */
export class Files1795425000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE file (
        id uuid PRIMARY KEY,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        state text NOT NULL CHECK (state IN ('fetching', 'stored', 'failed', 'expired')),
        -- Of files of customers; an upload belongs to no channel.
        channel_id uuid,
        phone_number_id text,
        media_id text,
        -- As the webhook says; sizes in bytes, hashes in hex.
        declared_type text,
        declared_sha256 text,
        -- As found when it was stored.
        mime_type text,
        size integer,
        sha256 text,
        filename text,
        object_key text,
        uploaded_by text,
        extension_id uuid,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        expires_at timestamptz NOT NULL,
        -- The object is gone, or there never was one.
        deleted_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz,
        error text,
        -- When Meta last said that there is no such media: too many of these and it blocks the number.
        refused_at timestamptz,
        CHECK (state <> 'stored' OR num_nulls(mime_type, size, sha256, object_key) = 0),
        CHECK (state <> 'fetching' OR num_nulls(channel_id, phone_number_id, media_id, next_at) = 0)
      );
      CREATE INDEX file_due ON file (next_at) WHERE state = 'fetching';
      CREATE INDEX file_expiry ON file (state, expires_at);
      CREATE INDEX file_undeleted ON file (expires_at) WHERE state = 'expired' AND deleted_at IS NULL;
      CREATE INDEX file_refused ON file (phone_number_id, refused_at) WHERE refused_at IS NOT NULL;
    `);
    await runner.query(outboxTableSql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox; DROP TABLE file');
  }
}
