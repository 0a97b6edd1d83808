import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the person of an extension signs in, and what they may do then. E-mail addresses are kept in lower case. */
export class People1796066491857 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE extension
        ADD sign_in_issuer text,
        ADD sign_in_subject text,
        ADD sign_in_email text CHECK (sign_in_email = lower(sign_in_email)),
        ADD role text NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'supervisor', 'administrator')),
        ADD CONSTRAINT extension_sign_in CHECK (
          (sign_in_subject IS NULL OR sign_in_email IS NULL)
          AND (sign_in_subject IS NULL OR sign_in_issuer IS NOT NULL)
          AND (sign_in_issuer IS NULL OR coalesce(sign_in_subject, sign_in_email) IS NOT NULL)
        );
      CREATE UNIQUE INDEX extension_subject_taken ON extension (sign_in_issuer, sign_in_subject)
        WHERE deleted_at IS NULL AND sign_in_subject IS NOT NULL;
      CREATE UNIQUE INDEX extension_email_taken ON extension (sign_in_email)
        WHERE deleted_at IS NULL AND sign_in_email IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE extension DROP sign_in_issuer, DROP sign_in_subject, DROP sign_in_email, DROP role',
    );
  }
}
