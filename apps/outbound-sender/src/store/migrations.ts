import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Sends1790000000001 } from './first-migration.js';
import { Leases1796011538578 } from './leases-migration.js';
import { NumberPauses1796045400001 } from './pauses-migration.js';
import { Retention1796009548743 } from './retention-migration.js';
import { ExpandReviews1796075400555 } from './review-migration.js';

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

class Withdrawals1796047860001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- NOT VALID: the rows that there are need no look, the new ones are checked.
      ALTER TABLE send DROP CONSTRAINT send_state_check, ADD CONSTRAINT send_state_check CHECK (state IN (
        'queued', 'sending', 'retry_wait', 'unknown', 'needs_review', 'sent', 'failed', 'cancelled', 'delivered', 'read',
        'played')) NOT VALID;
      DROP INDEX send_ended;
      CREATE INDEX send_ended ON send (changed_at)
        WHERE state IN ('needs_review', 'sent', 'failed', 'cancelled', 'delivered', 'read', 'played');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE send SET state = 'failed' WHERE state = 'cancelled';
      ALTER TABLE send DROP CONSTRAINT send_state_check, ADD CONSTRAINT send_state_check CHECK (state IN (
        'queued', 'sending', 'retry_wait', 'unknown', 'needs_review', 'sent', 'failed', 'delivered', 'read', 'played'));
      DROP INDEX send_ended;
      CREATE INDEX send_ended ON send (changed_at)
        WHERE state IN ('needs_review', 'sent', 'failed', 'delivered', 'read', 'played');
    `);
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
  Leases1796011538578,
  NumberPauses1796045400001,
  Withdrawals1796047860001,
  ExpandReviews1796075400555,
];
