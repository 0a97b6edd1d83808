import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages of which only a part is known yet, every file of an edited message, and where a customer has moved. */
export class InboundKinds1796011668960 implements MigrationInterface {
  readonly name = 'InboundKinds1796011668960';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How much is known under the id, as in claim-keys.ts: what comes with more takes the place of what came with less.
      ALTER TABLE message_key ADD COLUMN holds smallint NOT NULL DEFAULT 3;
      UPDATE message_key k SET holds = CASE WHEN m.kind IN ('unsupported', 'unknown') THEN 1 ELSE 2 END
      FROM message m
      WHERE m.phone_number_id = k.phone_number_id AND m.wa_message_id = k.wa_message_id AND m.direction = 'inbound'
        AND (m.kind IN ('unsupported', 'unknown')
             OR (m.content ? 'media' AND m.content -> 'media' ->> 'mediaId' IS NULL));

      -- A stand-in whose message turned out to be this one; it is not shown any more.
      ALTER TABLE message ADD COLUMN joined_to uuid;
      CREATE INDEX message_without_session ON message (conversation_id) WHERE session_id IS NULL;

      -- When somebody edited it so that the new content could not be read.
      ALTER TABLE amendment ADD COLUMN marked_at timestamptz;
      DROP INDEX amendment_unsettled;
      CREATE INDEX amendment_unsettled ON amendment (greatest(edited_at, revoked_at, marked_at)) WHERE NOT settled;

      CREATE TABLE edit_file (
        file_id uuid PRIMARY KEY,
        phone_number_id text NOT NULL,
        target text NOT NULL,
        edited_at timestamptz NOT NULL,
        edit_position bigint NOT NULL,
        customer_id uuid
      );
      INSERT INTO edit_file (file_id, phone_number_id, target, edited_at, edit_position, customer_id)
      SELECT (content -> 'media' ->> 'fileId')::uuid, phone_number_id, target, edited_at, edit_position, customer_id
      FROM amendment WHERE content -> 'media' ->> 'mediaId' IS NOT NULL ON CONFLICT DO NOTHING;
      CREATE INDEX edit_file_of_target ON edit_file (phone_number_id, target);
      CREATE INDEX edit_file_of_customer ON edit_file (customer_id) WHERE customer_id IS NOT NULL;

      -- The number and id that a customer has had since \`moved_at\`, as Meta told: JSON, {"waId", "userId"}.
      ALTER TABLE customer ADD COLUMN moved_to text, ADD COLUMN moved_at timestamptz, ADD COLUMN user_id_at timestamptz;
      -- The customer has this number by such a notice, which did not name the id that comes with it.
      ALTER TABLE customer_alias ADD COLUMN moved_at timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE edit_file;
      DROP INDEX message_without_session;
      ALTER TABLE message_key DROP COLUMN holds;
      ALTER TABLE message DROP COLUMN joined_to;
      ALTER TABLE amendment DROP COLUMN marked_at;
      CREATE INDEX amendment_unsettled ON amendment (greatest(edited_at, revoked_at)) WHERE NOT settled;
      ALTER TABLE customer DROP COLUMN moved_to, DROP COLUMN moved_at, DROP COLUMN user_id_at;
      ALTER TABLE customer_alias DROP COLUMN moved_at;
    `);
  }
}
