import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts that are written often. Without an owner they are everybody's. */
export class QuickReplies1796068300000 implements MigrationInterface {
  readonly name = 'QuickReplies1796068300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE quick_reply (
        id uuid PRIMARY KEY,
        owner uuid,
        shortcut text COLLATE "C" NOT NULL,
        text text NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX quick_reply_shortcut ON quick_reply (owner, shortcut) NULLS NOT DISTINCT;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quick_reply');
  }
}
