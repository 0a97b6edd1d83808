import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A session is written twice for each message in it, a conversation once. With room in their pages the writes that touch
 * no index (the event number, the window) stay in the page and leave a dozen indexes alone.
 * https://www.postgresql.org/docs/current/storage-hot.html
 */
export class RoomForUpdates1795600000001 implements MigrationInterface {
  readonly name = 'RoomForUpdates1795600000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session SET (fillfactor = 50);
      ALTER TABLE conversation SET (fillfactor = 70);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session RESET (fillfactor);
      ALTER TABLE conversation RESET (fillfactor);
    `);
  }
}
