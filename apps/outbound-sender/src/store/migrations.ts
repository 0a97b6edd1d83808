import { outboxTableSql } from '@wabx/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Retention1796009548743 } from './retention-migration.js';

class Sends1790000000001 implements MigrationInterface {
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

class Erasing1795500000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversation ADD COLUMN erased_at timestamptz;

      -- Replies whose customer was erased: Meta's late statuses of them are dropped, not parked.
      CREATE TABLE erased_send (
        message_id uuid PRIMARY KEY,
        erased_at timestamptz NOT NULL
      );
      CREATE INDEX erased_send_age ON erased_send (erased_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erased_send; ALTER TABLE conversation DROP COLUMN erased_at');
  }
}

class Decisions1795564800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send ADD COLUMN decision text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send DROP COLUMN decision');
  }
}

class ReturnedSlots1795593600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Begins of the slots of the last second or so, and of those ahead; seconds since 1970. Without what was given back.
      ALTER TABLE rate_slot ADD COLUMN taken double precision[] NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rate_slot DROP COLUMN taken');
  }
}

class ClaimsInPlace1795632000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Few at any time. Not by claimed_at: with that in an index a claim would write into every index of the table.
      DROP INDEX send_in_hand;
      CREATE INDEX send_in_hand ON send (message_id) WHERE state = 'sending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX send_in_hand;
      CREATE INDEX send_in_hand ON send (claimed_at) WHERE state = 'sending';
    `);
  }
}

class LedNumbers1795651200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The replica that keeps the whole pace of the number alone until then.
      ALTER TABLE rate_slot ADD COLUMN leader uuid, ADD COLUMN led_until timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rate_slot DROP COLUMN leader, DROP COLUMN led_until');
  }
}

class PairRefusals1795654800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send ADD COLUMN pair_refusals integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE send DROP COLUMN pair_refusals');
  }
}

class StepsWithoutReference1795690800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Steps are written with the change of their send, by a statement that has its row. To look the row up and lock it once
      -- more for each step was a tenth of what Postgres did for a reply.
      ALTER TABLE send_step DROP CONSTRAINT send_step_message_id_fkey, DROP CONSTRAINT send_step_pkey;
      DROP INDEX send_step_message;
      ALTER TABLE send_step ADD PRIMARY KEY (message_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE send_step DROP CONSTRAINT send_step_pkey, ADD PRIMARY KEY (id),
        ADD CONSTRAINT send_step_message_id_fkey FOREIGN KEY (message_id) REFERENCES send ON DELETE CASCADE;
      CREATE INDEX send_step_message ON send_step (message_id, id);
    `);
  }
}

class SlotsAsTheyAre1795730400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Rewritten sixty times a second where a number may send a thousand; to compress them each time was a fifth of that.
      ALTER TABLE rate_slot ALTER COLUMN taken SET STORAGE EXTERNAL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rate_slot ALTER COLUMN taken SET STORAGE EXTENDED');
  }
}

class Replicas1795774800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Processes that share the numbers. permitted: up to which of its starts each may write. One that is fenced gets no more.
      -- Unlogged: nobody waits for the disk, and a database that crashed, or a standby that took over, which might have lost
      -- the last permits, has no row at all: nothing is taken back then.
      CREATE UNLOGGED TABLE replica (
        replica_id uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL,
        permitted bigint NOT NULL DEFAULT 0,
        fenced_at timestamptz
      ) WITH (fillfactor = 10);
      -- start_claim: the claim that was begun as start_no. Versions before this one begin without.
      ALTER TABLE send ADD COLUMN claimed_by uuid, ADD COLUMN start_no bigint, ADD COLUMN start_claim uuid;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE send DROP COLUMN claimed_by, DROP COLUMN start_no, DROP COLUMN start_claim; DROP TABLE replica',
    );
  }
}

/** Oldest first. */
export const migrations = [
  Sends1790000000001,
  Erasing1795500000001,
  Decisions1795564800001,
  ReturnedSlots1795593600001,
  ClaimsInPlace1795632000001,
  LedNumbers1795651200001,
  PairRefusals1795654800001,
  StepsWithoutReference1795690800001,
  SlotsAsTheyAre1795730400001,
  Replicas1795774800001,
  Retention1796009548743,
];
