import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is signed in, and codes that sign somebody in once. Of secrets only hashes are kept. */
export class SignIns1796075598326 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in (
        id uuid PRIMARY KEY,
        token_sha256 bytea NOT NULL UNIQUE,
        extension_id uuid NOT NULL,
        -- What the directory said of how this person signs in, as text: when it says something else, the sign-in has ended.
        known_by text NOT NULL,
        way text NOT NULL CHECK (way IN ('link', 'issuer', 'password')),
        browser text NOT NULL,
        address text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT wabx.now(),
        used_at timestamptz NOT NULL DEFAULT wabx.now(),
        ends_at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_extension ON sign_in (extension_id);
      CREATE INDEX sign_in_ends ON sign_in (ends_at);

      CREATE TABLE one_time_code (
        code_sha256 bytea PRIMARY KEY,
        extension_id uuid NOT NULL,
        ends_at timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE one_time_code; DROP TABLE sign_in');
  }
}
