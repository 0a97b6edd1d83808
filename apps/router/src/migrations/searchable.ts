import type { MigrationInterface, QueryRunner } from 'typeorm';
import { makeAllFindable } from '../search/searchable.js';

/**
 * One narrow table for all that is searched, instead of a column and an index on each table that has some of it: those
 * took every change of a message's state as a new text.
 */
export class Searchable1795600000000 implements MigrationInterface {
  readonly name = 'Searchable1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The texts by which a session is found: of a message while it is open (place is the session, source the message),
      -- of all its messages once it is closed, and of its customer (place is the customer). The grams are numbers, made
      -- where the needle's are made.
      CREATE TABLE searchable (
        place uuid NOT NULL,
        source uuid NOT NULL,
        text text NOT NULL,
        grams integer[] NOT NULL,
        PRIMARY KEY (place, source)
      );

      DROP INDEX message_search, amendment_search, customer_search;
      ALTER TABLE message DROP COLUMN search;
      ALTER TABLE amendment DROP COLUMN search;
      ALTER TABLE customer DROP COLUMN search;
      DROP FUNCTION search_grams(text), search_text(jsonb);
    `);
    // The tables are locked by now: nothing is written meanwhile that would be missed.
    await makeAllFindable(runner);
    await runner.query(`
      -- New texts wait in a list and go into the index some hundred at once, for a tenth of the work; a search reads the
      -- list too, so it is kept short.
      CREATE INDEX searchable_grams ON searchable USING gin (grams)
        WITH (fastupdate = on, gin_pending_list_limit = 512);
      ANALYZE searchable;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back from the one table of all that is searched; restore a backup instead.');
  }
}
