import { outboxTableSql } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Channels, extensions, queues and keys keep their rows when they are deleted: the version of a projected value must
 * never go back, and the deletion itself is a version. Names are free again at once, hence the partial indexes.
 */
export class Configuration1795000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE extension (
        id uuid CONSTRAINT extension_pk PRIMARY KEY,
        number text NOT NULL,
        name text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        updated_at timestamptz NOT NULL DEFAULT wabx.now(),
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX extension_number_taken ON extension (number) WHERE deleted_at IS NULL;

      CREATE TABLE queue (
        id uuid CONSTRAINT queue_pk PRIMARY KEY,
        name text NOT NULL,
        assignment_mode text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        updated_at timestamptz NOT NULL DEFAULT wabx.now(),
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX queue_name_taken ON queue (lower(name)) WHERE deleted_at IS NULL;

      CREATE TABLE queue_agent (
        queue_id uuid NOT NULL CONSTRAINT queue_agent_queue REFERENCES queue,
        extension_id uuid NOT NULL CONSTRAINT queue_agent_extension REFERENCES extension,
        CONSTRAINT queue_agent_pk PRIMARY KEY (queue_id, extension_id)
      );
      CREATE INDEX queue_agent_of_extension ON queue_agent (extension_id);

      CREATE TABLE channel (
        id uuid CONSTRAINT channel_pk PRIMARY KEY,
        name text NOT NULL CHECK (char_length(name) <= 127),
        public_url text NOT NULL,
        webhook_key text NOT NULL CONSTRAINT channel_webhook_key_taken UNIQUE,
        sealed_verify_token text NOT NULL,
        verify_token_sha256 text NOT NULL,
        sealed_access_token text NOT NULL,
        access_token_last4 text NOT NULL,
        access_token_expires_at timestamptz,
        access_token_set_at timestamptz NOT NULL DEFAULT wabx.now(),
        sealed_app_secret text NOT NULL,
        app_secret_last4 text NOT NULL,
        sealed_previous_app_secret text,
        previous_app_secret_last4 text,
        app_id text,
        waba_id text,
        session_idle_seconds integer NOT NULL,
        media_retention_seconds integer NOT NULL,
        media_delivery text NOT NULL,
        status_state text NOT NULL DEFAULT 'unchecked',
        status_reason text,
        status_at timestamptz NOT NULL DEFAULT wabx.now(),
        -- What an administrator edits; numbers and status have a life of their own and must not cost anybody a 412.
        version integer NOT NULL DEFAULT 1,
        -- Everything that the other services see, numbers and status included.
        view_version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        updated_at timestamptz NOT NULL DEFAULT wabx.now(),
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX channel_name_taken ON channel (lower(name)) WHERE deleted_at IS NULL;

      CREATE TABLE number (
        id uuid CONSTRAINT number_pk PRIMARY KEY,
        channel_id uuid NOT NULL CONSTRAINT number_channel REFERENCES channel,
        e164 text NOT NULL,
        phone_number_id text NOT NULL CONSTRAINT number_phone_number_id_taken UNIQUE,
        extension_id uuid CONSTRAINT number_extension REFERENCES extension,
        queue_id uuid CONSTRAINT number_queue REFERENCES queue,
        sends_per_second integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        updated_at timestamptz NOT NULL DEFAULT wabx.now(),
        CONSTRAINT number_has_one_destination CHECK (num_nonnulls(extension_id, queue_id) = 1)
      );
      CREATE INDEX number_of_channel ON number (channel_id);
      CREATE INDEX number_of_extension ON number (extension_id) WHERE extension_id IS NOT NULL;
      CREATE INDEX number_of_queue ON number (queue_id) WHERE queue_id IS NOT NULL;

      CREATE TABLE api_key (
        id text CONSTRAINT api_key_pk PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT api_key_position UNIQUE,
        name text NOT NULL,
        secret_sha256 text NOT NULL,
        scopes text[] NOT NULL,
        extension_id uuid CONSTRAINT api_key_extension REFERENCES extension,
        bootstrap boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT wabx.now(),
        revoked_at timestamptz
      );
      CREATE INDEX api_key_of_extension ON api_key (extension_id) WHERE extension_id IS NOT NULL;

      -- Names of fields only: a value could be a secret.
      CREATE TABLE audit (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_pk PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT wabx.now(),
        key_id text NOT NULL,
        key_name text NOT NULL,
        action text NOT NULL,
        target_id text NOT NULL,
        fields text[] NOT NULL
      );
      CREATE INDEX audit_of_target ON audit (target_id, id);

      -- When each thing was last seen on a channel; the doctor and the status are made from it.
      CREATE TABLE channel_seen (
        channel_id uuid NOT NULL CONSTRAINT channel_seen_channel REFERENCES channel,
        fact text NOT NULL,
        at timestamptz NOT NULL,
        detail text,
        CONSTRAINT channel_seen_pk PRIMARY KEY (channel_id, fact)
      );
    `);
    await runner.query(outboxTableSql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE outbox, channel_seen, audit, api_key, number, channel, queue_agent, queue, extension',
    );
  }
}
