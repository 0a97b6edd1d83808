import { outboxTableSql } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer (
        id uuid PRIMARY KEY,
        channel_id uuid NOT NULL,
        name text,
        username text,
        phone text,
        user_id text,
        named_at timestamptz,
        merged_into uuid REFERENCES customer (id),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );

      -- Who an identity of Meta's stands for. A phone number moves to whoever used it last, a business-scoped id never.
      CREATE TABLE customer_alias (
        channel_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('phone', 'user_id')),
        value text NOT NULL,
        customer_id uuid NOT NULL REFERENCES customer (id),
        PRIMARY KEY (channel_id, kind, value)
      );
      CREATE INDEX customer_alias_by_customer ON customer_alias (customer_id);

      -- What one number and one customer have together over all sessions: the reply window, the way back, the order of replies.
      CREATE TABLE conversation (
        id uuid PRIMARY KEY,
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        customer_id uuid NOT NULL REFERENCES customer (id),
        reply_window_closes_at timestamptz NOT NULL DEFAULT '-infinity',
        reply_wa_id text,
        reply_user_id text,
        last_sequence bigint NOT NULL DEFAULT 0,
        UNIQUE (phone_number_id, customer_id)
      );

      CREATE TABLE session (
        id uuid PRIMARY KEY,
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        customer_id uuid NOT NULL REFERENCES customer (id),
        conversation_id uuid NOT NULL REFERENCES conversation (id),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
        destination_type text CHECK (destination_type IN ('extension', 'queue')),
        destination_id uuid,
        assignee uuid,
        claim_epoch integer NOT NULL DEFAULT 0,
        event_no integer NOT NULL DEFAULT 0,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        close_reason text,
        last_activity_at timestamptz(3) NOT NULL,
        idle_seconds integer NOT NULL,
        idle_closes_at timestamptz NOT NULL,
        CHECK ((destination_type IS NULL) = (destination_id IS NULL)),
        CHECK ((state = 'closed') = (closed_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX session_open ON session (phone_number_id, customer_id) WHERE state = 'open';
      CREATE INDEX session_idle ON session (idle_closes_at) WHERE state = 'open';
      CREATE INDEX session_newest ON session (last_activity_at DESC, id DESC);
      CREATE INDEX session_of_destination ON session (destination_id, last_activity_at DESC, id DESC);
      CREATE INDEX session_of_assignee ON session (assignee, last_activity_at DESC, id DESC);
      CREATE INDEX session_of_conversation ON session (conversation_id);

      CREATE TABLE message (
        id uuid PRIMARY KEY,
        -- Missing only for what was written on the business's telephone before the customer ever wrote.
        session_id uuid REFERENCES session (id),
        conversation_id uuid NOT NULL REFERENCES conversation (id),
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        origin text NOT NULL,
        kind text NOT NULL,
        wa_message_id text,
        state text NOT NULL,
        state_no integer NOT NULL DEFAULT 0,
        reason text,
        error jsonb,
        content jsonb NOT NULL,
        details jsonb,
        file_id uuid,
        reply_to text,
        author uuid,
        sequence bigint,
        sent_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        position bigint NOT NULL,
        late boolean NOT NULL DEFAULT false,
        UNIQUE (conversation_id, sequence)
      );
      CREATE INDEX message_of_session ON message (session_id, sent_at, position);
      CREATE INDEX message_of_meta ON message (phone_number_id, wa_message_id) WHERE wa_message_id IS NOT NULL;
      CREATE INDEX message_of_file ON message (file_id) WHERE file_id IS NOT NULL;

      -- The memory against doubles: narrow, and kept longer than every stream and all of Meta's retries.
      CREATE TABLE message_key (
        phone_number_id text NOT NULL,
        wa_message_id text NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (phone_number_id, wa_message_id)
      );

      -- Reactions, edits and revokes are kept by what they are about, so that they may come before it.
      CREATE TABLE reaction (
        phone_number_id text NOT NULL,
        target text NOT NULL,
        by text NOT NULL CHECK (by IN ('customer', 'business')),
        emoji text,
        sent_at timestamptz NOT NULL,
        position bigint NOT NULL,
        PRIMARY KEY (phone_number_id, target, by)
      );
      CREATE TABLE amendment (
        phone_number_id text NOT NULL,
        target text NOT NULL,
        content jsonb,
        edited_at timestamptz,
        edit_position bigint,
        revoked_at timestamptz,
        PRIMARY KEY (phone_number_id, target)
      );

      CREATE TABLE file (
        id uuid PRIMARY KEY,
        state text NOT NULL,
        -- When media-store said so: of two facts about a file the later one holds, whichever comes first.
        at timestamptz NOT NULL,
        mime_type text,
        size bigint,
        sha256 text,
        filename text,
        expires_at timestamptz
      );

      CREATE TABLE timeline (
        session_id uuid NOT NULL REFERENCES session (id),
        event_no integer NOT NULL,
        change text NOT NULL,
        at timestamptz NOT NULL,
        actor text,
        note text,
        details jsonb,
        PRIMARY KEY (session_id, event_no)
      );

      CREATE TABLE archived (
        session_id uuid NOT NULL REFERENCES session (id),
        extension_id uuid NOT NULL,
        PRIMARY KEY (session_id, extension_id)
      );

      CREATE TABLE idempotency (
        caller text NOT NULL,
        key text NOT NULL,
        body_sha256 text NOT NULL,
        message_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (caller, key)
      );

      CREATE SEQUENCE outbound_position;

      ${outboxTableSql}
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back from the first migration; restore a backup instead.');
  }
}
