import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What we call a customer and note about them, and who is the same person as whom. */
export class Customers1796075300000 implements MigrationInterface {
  readonly name = 'Customers1796075300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customer ADD COLUMN own_name text, ADD COLUMN note text;

      -- Customers that are shown as another one, the head, which has no row of its own. by_people: an administrator said
      -- so, and can take it back; else Meta did, and it stays.
      CREATE TABLE merged_customer (
        customer_id uuid PRIMARY KEY REFERENCES customer (id),
        head_id uuid NOT NULL REFERENCES customer (id),
        by_people boolean NOT NULL,
        CHECK (customer_id <> head_id)
      );
      CREATE INDEX merged_customer_of_head ON merged_customer (head_id);

      WITH RECURSIVE up AS (
        SELECT id AS first, merged_into AS id FROM customer WHERE merged_into IS NOT NULL
        UNION SELECT up.first, c.merged_into FROM up JOIN customer c ON c.id = up.id WHERE c.merged_into IS NOT NULL
      )
      INSERT INTO merged_customer (customer_id, head_id, by_people)
      SELECT up.first, up.id, false FROM up JOIN customer c ON c.id = up.id WHERE c.merged_into IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE merged_customer;
      ALTER TABLE customer DROP COLUMN own_name, DROP COLUMN note;
    `);
  }
}
