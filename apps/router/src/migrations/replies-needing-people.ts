import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of replies that wait, failed or need a decision are read from this index, in the order they are shown. */
export class RepliesNeedingPeople1796048580000 implements MigrationInterface {
  readonly name = 'RepliesNeedingPeople1796048580000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX message_needing_people ON message (sent_at, position, id)
        WHERE direction = 'outbound' AND state IN ('accepted', 'queued', 'retry_wait', 'unknown', 'needs_review', 'failed');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_needing_people');
  }
}
