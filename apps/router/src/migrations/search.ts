import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Search and lists that stay fast with a million messages. Not pg_trgm: it finds nothing by index below three
 * characters, and most Chinese words have two.
 */
export class Search1795500000000 implements MigrationInterface {
  readonly name = 'Search1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What people read of a message, as one text; no message of WhatsApp is longer, whatever else somebody sends us.
      CREATE FUNCTION search_text(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN lower(left(
        coalesce(content -> 'text' ->> 'body', '')
        || coalesce(' ' || (content -> 'media' ->> 'caption'), '')
        || coalesce(' ' || (content -> 'media' ->> 'filename'), '')
        || coalesce(' ' || (content -> 'location' ->> 'name'), '')
        || coalesce(' ' || (content -> 'location' ->> 'address'), '')
        || coalesce(' ' || (content -> 'buttonReply' ->> 'title'), '')
        || coalesce(' ' || (content -> 'listReply' ->> 'title'), '')
        || coalesce(' ' || (content -> 'order' ->> 'text'), '')
        || coalesce(' ' || (content -> 'interactive' -> 'body' ->> 'text'), ''), 5000));

      -- Every three characters that follow each other, and two where one of them is not ASCII: a text holds a needle
      -- only if it has all of the needle's grams.
      CREATE FUNCTION search_grams(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN (
        SELECT array_agg(DISTINCT gram)
        FROM (SELECT a, lead(a) OVER place AS b, lead(a, 2) OVER place AS c
              FROM unnest(string_to_array(' ' || given, NULL)) WITH ORDINALITY AS one (a, at)
              WINDOW place AS (ORDER BY at)) AS three,
             LATERAL (VALUES (a || b || c), (CASE WHEN octet_length(a || b) > 2 THEN a || b END)) AS both_sizes (gram)
        WHERE gram IS NOT NULL);

      -- Kept as columns: a search reads some thousand of them, and taking them out of the JSON each time took most of it.
      ALTER TABLE message ADD COLUMN search text GENERATED ALWAYS AS (search_text(content)) STORED;
      ALTER TABLE amendment ADD COLUMN search text GENERATED ALWAYS AS (search_text(content)) STORED;
      ALTER TABLE customer ADD COLUMN search text GENERATED ALWAYS AS (
        lower(coalesce(name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(phone, ''))) STORED;

      -- Entries go into the index at once: a list of pending ones would be read by every search.
      CREATE INDEX message_search ON message USING gin (search_grams(search)) WITH (fastupdate = off);
      CREATE INDEX amendment_search ON amendment USING gin (search_grams(search)) WITH (fastupdate = off)
        WHERE content IS NOT NULL;
      CREATE INDEX customer_search ON customer USING gin (search_grams(search)) WITH (fastupdate = off);
      CREATE INDEX session_of_customer ON session (customer_id);

      -- What an agent sees: what waits in each queue, and what is his own; newest first.
      CREATE INDEX session_waiting ON session (destination_id, last_activity_at DESC, id DESC) WHERE assignee IS NULL;
      CREATE INDEX session_open_waiting ON session (destination_id, last_activity_at DESC, id DESC)
        WHERE assignee IS NULL AND state = 'open';
      CREATE INDEX session_open_mine ON session (assignee, last_activity_at DESC, id DESC) WHERE state = 'open';
      CREATE INDEX session_open_newest ON session (last_activity_at DESC, id DESC) WHERE state = 'open';
      DROP INDEX message_of_session;
      CREATE INDEX message_of_session ON message (session_id, sent_at, position, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX message_search, amendment_search, customer_search, session_of_customer, session_waiting,
                 session_open_waiting, session_open_mine, session_open_newest;
      ALTER TABLE message DROP COLUMN search;
      ALTER TABLE amendment DROP COLUMN search;
      ALTER TABLE customer DROP COLUMN search;
      DROP FUNCTION search_grams(text), search_text(jsonb);
    `);
  }
}
