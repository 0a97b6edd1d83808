import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Erasing1795500000002 implements MigrationInterface {
  readonly name = 'Erasing1795500000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Somebody who was erased, by nothing but hashes of how Meta names him: what he wrote before is not taken again.
      CREATE TABLE tombstone (
        hash bytea PRIMARY KEY,
        erased_at timestamptz NOT NULL
      );
      CREATE INDEX tombstone_age ON tombstone (erased_at);

      -- What is left of an erased customer: that it was done, and what others still have to do. No word of the customer.
      CREATE TABLE erasure (
        customer_id uuid PRIMARY KEY,
        erased_at timestamptz NOT NULL,
        erased_by text NOT NULL,
        sessions integer NOT NULL,
        messages integer NOT NULL,
        conversations jsonb NOT NULL,
        file_ids uuid[] NOT NULL,
        finished_at timestamptz
      );
      CREATE INDEX erasure_unfinished ON erasure (erased_at) WHERE finished_at IS NULL;

      -- Whose they are, so that they can be erased although the message they are about never came.
      ALTER TABLE message_key ADD COLUMN customer_id uuid;
      ALTER TABLE reaction ADD COLUMN customer_id uuid;
      ALTER TABLE amendment ADD COLUMN customer_id uuid;
      CREATE INDEX message_key_of_customer ON message_key (customer_id) WHERE customer_id IS NOT NULL;
      CREATE INDEX reaction_of_customer ON reaction (customer_id) WHERE customer_id IS NOT NULL;
      CREATE INDEX amendment_of_customer ON amendment (customer_id) WHERE customer_id IS NOT NULL;
      CREATE INDEX message_key_age ON message_key (seen_at);
      CREATE INDEX idempotency_age ON idempotency (created_at);
      CREATE INDEX idempotency_of_message ON idempotency (message_id);
      CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX conversation_of_customer ON conversation (customer_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE tombstone, erasure;
      ALTER TABLE message_key DROP COLUMN customer_id;
      ALTER TABLE reaction DROP COLUMN customer_id;
      ALTER TABLE amendment DROP COLUMN customer_id;
      DROP INDEX message_key_age, idempotency_age, idempotency_of_message, customer_merged, conversation_of_customer;
    `);
  }
}
