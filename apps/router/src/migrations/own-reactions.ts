import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Our own reactions of a conversation, to show them on what they are about. */
export class OwnReactions1796013204076 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX message_own_reactions ON message (conversation_id) WHERE direction = 'outbound' AND kind = 'reaction'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_own_reactions');
  }
}
