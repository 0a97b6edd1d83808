import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Leases1796011538578 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Replicas that live, each until it is silent for too long, and the number that each leads. A replica has another id
      -- in each of its lives.
      DROP TABLE replica;
      CREATE TABLE replica (
        replica_id uuid PRIMARY KEY,
        until timestamptz NOT NULL,
        retired boolean NOT NULL DEFAULT false
      ) WITH (fillfactor = 10);
      CREATE TABLE lease (
        phone_number_id text PRIMARY KEY,
        owner uuid REFERENCES replica ON DELETE SET NULL
      ) WITH (fillfactor = 50);

      -- How much a number was slowed down. Slots are the business of its leader alone.
      ALTER TABLE rate_slot DROP COLUMN tat, DROP COLUMN taken, DROP COLUMN leader, DROP COLUMN led_until;
      ALTER TABLE rate_slot RENAME TO number_rate;

      -- What was claimed and not started is free at once.
      UPDATE conversation c SET ready_at = wabx.now() FROM send s
       WHERE s.message_id = c.head AND s.claim IS NOT NULL AND s.state IN ('queued', 'retry_wait')
         AND c.ready_at = s.claimed_at + interval '3 s';
      ALTER TABLE send DROP COLUMN claim, DROP COLUMN start_no, DROP COLUMN start_claim;
      ALTER TABLE send RENAME COLUMN claimed_by TO started_by;
      ALTER TABLE send RENAME COLUMN claimed_at TO started_at;

      -- Meta's best evidence for each attempt, the first one first; empty in rows of versions before this one.
      ALTER TABLE send ADD COLUMN evidence integer[] NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE send DROP COLUMN evidence;
      ALTER TABLE send RENAME COLUMN started_at TO claimed_at;
      ALTER TABLE send RENAME COLUMN started_by TO claimed_by;
      ALTER TABLE send ADD COLUMN claim uuid, ADD COLUMN start_no bigint, ADD COLUMN start_claim uuid;
      ALTER TABLE number_rate RENAME TO rate_slot;
      ALTER TABLE rate_slot ADD COLUMN tat timestamptz NOT NULL DEFAULT '-infinity',
        ADD COLUMN taken double precision[] NOT NULL DEFAULT '{}', ADD COLUMN leader uuid, ADD COLUMN led_until timestamptz;
      DROP TABLE lease, replica;
      CREATE UNLOGGED TABLE replica (
        replica_id uuid PRIMARY KEY,
        seen_at timestamptz NOT NULL,
        permitted bigint NOT NULL DEFAULT 0,
        fenced_at timestamptz
      ) WITH (fillfactor = 10);
    `);
  }
}
