import type { MigrationInterface, QueryRunner } from 'typeorm';

const outcome = (cancelled: string) => `
  ALTER TABLE message_fact DROP COLUMN outcome;
  ALTER TABLE message_fact ADD COLUMN outcome text GENERATED ALWAYS AS (
    CASE WHEN counted = 'sent' THEN
      CASE WHEN state IN ('sent', 'delivered', 'read', 'played') THEN 'succeeded'
           WHEN state = 'failed' THEN 'failed'
           ${cancelled}
           ELSE 'pending' END
    END) STORED;
  CREATE INDEX message_fact_failed ON message_fact (bucket) WHERE outcome = 'failed';
`;

/** A reply that was withdrawn before it left was not sent: it counts as nothing. */
export class Cancelled1796047860002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outcome(`WHEN state = 'cancelled' THEN NULL`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(outcome(''));
  }
}
