import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `message_fact` is what is known of each message, without anybody's identity; `counter` is its sum by quarter of an
 * hour in UTC, which every time zone's hours and days are made of. How a message counts is said once, by the generated
 * columns, so that counting on the way and recounting cannot differ in their rule.
 */
export class Counts1795421737000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_fact (
        message_id uuid PRIMARY KEY,
        -- From the router's fact; empty while only the state of the send is known: that waits here, uncounted.
        channel_id uuid,
        phone_number_id text,
        direction text CHECK (direction IN ('inbound', 'outbound')),
        counted text CHECK (counted IN ('received', 'sent', 'apart')),
        at timestamptz,
        -- From the sender's fact with the highest number.
        state_no integer NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'accepted',
        error_class text,
        error_code bigint,
        bucket timestamptz GENERATED ALWAYS AS (date_bin('15 minutes', at, '2000-01-01 00:00:00+00')) STORED,
        outcome text GENERATED ALWAYS AS (
          CASE WHEN counted = 'sent' THEN
            CASE WHEN state IN ('sent', 'delivered', 'read', 'played') THEN 'succeeded'
                 WHEN state = 'failed' THEN 'failed'
                 ELSE 'pending' END
          END) STORED,
        delivered boolean GENERATED ALWAYS AS
          (coalesce(counted = 'sent', false) AND state IN ('delivered', 'read', 'played')) STORED,
        read boolean GENERATED ALWAYS AS
          (coalesce(counted = 'sent', false) AND state IN ('read', 'played')) STORED,
        CHECK (num_nulls(channel_id, phone_number_id, direction, counted, at) IN (0, 5))
      ) WITH (fillfactor = 80);
      CREATE INDEX message_fact_failed ON message_fact (bucket) WHERE outcome = 'failed';

      CREATE TABLE counter (
        bucket timestamptz,
        channel_id uuid,
        phone_number_id text,
        received integer NOT NULL,
        sent_succeeded integer NOT NULL,
        sent_failed integer NOT NULL,
        sent_pending integer NOT NULL,
        delivered integer NOT NULL,
        read integer NOT NULL,
        apart integer NOT NULL,
        PRIMARY KEY (bucket, channel_id, phone_number_id)
      ) WITH (fillfactor = 50);

      -- The first moment of a local day: not always its 00:00, which a change of the clocks may skip or show twice.
      CREATE FUNCTION start_of_day(day date, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT min(moment)
          FROM generate_series(
                 (day::timestamp AT TIME ZONE zone) - interval '2 hours',
                 (day::timestamp AT TIME ZONE zone) + interval '2 hours',
                 interval '15 minutes') AS moment
         WHERE (moment AT TIME ZONE zone) >= day::timestamp
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION start_of_day; DROP TABLE counter; DROP TABLE message_fact');
  }
}
