import { outboxTableSql } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Sends1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboxTableSql);
    await runner.query(`
      -- One customer of one number: whose turn it is, and since when replies are missing. Derived from send.
      CREATE TABLE conversation (
        conversation_id uuid PRIMARY KEY,
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        contiguous_to bigint NOT NULL DEFAULT 0,
        hole_since timestamptz,
        head uuid,
        ready_at timestamptz,
        turn timestamptz NOT NULL DEFAULT '-infinity',
        pair_burst_ends_at timestamptz,
        pair_count integer NOT NULL DEFAULT 0,
        pair_free_at timestamptz
      ) WITH (fillfactor = 70);
      CREATE INDEX conversation_ready ON conversation (phone_number_id, turn) WHERE ready_at IS NOT NULL;
      CREATE INDEX conversation_due ON conversation (ready_at) WHERE ready_at IS NOT NULL;
      CREATE INDEX conversation_hole ON conversation (hole_since) WHERE hole_since IS NOT NULL;

      CREATE TABLE send (
        message_id uuid PRIMARY KEY,
        channel_id uuid NOT NULL,
        phone_number_id text NOT NULL,
        conversation_id uuid NOT NULL,
        session_id uuid NOT NULL,
        sequence bigint NOT NULL CHECK (sequence > 0),
        recipient jsonb NOT NULL,
        content jsonb,
        reply_to text,
        traceparent text,
        accepted_at timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'sending', 'retry_wait', 'unknown', 'needs_review',
                                             'sent', 'failed', 'delivered', 'read', 'played')),
        state_no integer NOT NULL,
        attempt integer NOT NULL DEFAULT 0,
        reason text,
        error jsonb,
        wa_message_id text,
        next_at timestamptz,
        claim uuid,
        claimed_at timestamptz,
        unknown_since timestamptz,
        retries integer NOT NULL DEFAULT 0,
        strikes integer NOT NULL DEFAULT 0,
        meta_rank smallint NOT NULL DEFAULT 0,
        upload boolean NOT NULL DEFAULT false,
        media_id text,
        upload_until timestamptz,
        changed_at timestamptz NOT NULL,
        UNIQUE (conversation_id, sequence)
      ) WITH (fillfactor = 70);
      CREATE INDEX send_holding ON send (conversation_id, sequence)
        WHERE state IN ('queued', 'retry_wait', 'sending', 'unknown');
      CREATE INDEX send_wa_message_id ON send (wa_message_id) WHERE wa_message_id IS NOT NULL;
      CREATE INDEX send_expiring ON send (not_after) WHERE state IN ('queued', 'retry_wait');
      CREATE INDEX send_waiting_of_channel ON send (channel_id) WHERE state IN ('queued', 'retry_wait');
      CREATE INDEX send_in_hand ON send (claimed_at) WHERE state = 'sending';
      CREATE INDEX send_unknown ON send (unknown_since) WHERE state = 'unknown';
      CREATE INDEX send_to_upload ON send (upload_until)
        WHERE upload AND media_id IS NULL AND state IN ('queued', 'retry_wait');
      CREATE INDEX send_ended ON send (changed_at)
        WHERE state IN ('needs_review', 'sent', 'failed', 'delivered', 'read', 'played');

      -- Every step of every attempt, for people.
      CREATE TABLE send_step (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        message_id uuid NOT NULL REFERENCES send ON DELETE CASCADE,
        attempt integer NOT NULL,
        state text NOT NULL,
        reason text,
        error jsonb,
        at timestamptz NOT NULL
      );
      CREATE INDEX send_step_message ON send_step (message_id, id);

      -- Statuses that carry our opaque id and came before their send was known here.
      CREATE TABLE status_parked (
        phone_number_id text NOT NULL,
        wa_message_id text NOT NULL,
        status text NOT NULL,
        message_id uuid NOT NULL,
        body jsonb NOT NULL,
        parked_at timestamptz NOT NULL,
        PRIMARY KEY (phone_number_id, wa_message_id, status)
      );
      CREATE INDEX status_parked_message ON status_parked (message_id);
      CREATE INDEX status_parked_age ON status_parked (parked_at);

      -- tat: where the next free slot of the number begins.
      CREATE TABLE rate_slot (
        phone_number_id text PRIMARY KEY,
        tat timestamptz NOT NULL,
        slow_factor double precision NOT NULL DEFAULT 1,
        slowed_at timestamptz
      ) WITH (fillfactor = 10);
      CREATE TABLE inbound_second (
        phone_number_id text NOT NULL,
        second timestamptz NOT NULL,
        count integer NOT NULL,
        PRIMARY KEY (phone_number_id, second)
      );

      -- Channels whose token Meta refuses; version is that of the configuration which was refused.
      CREATE TABLE channel_pause (
        channel_id uuid PRIMARY KEY,
        version integer NOT NULL,
        since timestamptz NOT NULL,
        probe_at timestamptz NOT NULL,
        error jsonb NOT NULL
      );

      CREATE TABLE dead_letter_replay (
        sequence bigint PRIMARY KEY,
        replays integer NOT NULL,
        replayed_at timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE dead_letter_replay, channel_pause, inbound_second, rate_slot, status_parked, send_step, send,
                 conversation, outbox
    `);
  }
}
