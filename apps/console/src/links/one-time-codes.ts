import type { DataSource } from 'typeorm';
import { newSecret, sha256 } from '../sign-in/secret.js';

/** Codes in links, each good for one use. */
export class OneTimeCodes {
  constructor(private readonly source: DataSource) {}

  async make(extensionId: string, hours: number): Promise<{ code: string; endsAt: Date }> {
    const code = newSecret();
    await this.source.query('DELETE FROM one_time_code WHERE ends_at < wabx.now()');
    const [made]: { ends_at: Date }[] = await this.source.query(
      `INSERT INTO one_time_code (code_sha256, extension_id, ends_at)
       VALUES ($1, $2, wabx.now() + make_interval(hours => $3)) RETURNING ends_at`,
      [sha256(code), extensionId, hours],
    );
    if (made === undefined) throw new Error('the code was not kept');
    return { code, endsAt: made.ends_at };
  }

  /** The extension that it is for, once; of two at the same time one gets it. */
  async use(code: string): Promise<string | undefined> {
    const [rows]: [{ extension_id: string }[]] = await this.source.query(
      'DELETE FROM one_time_code WHERE code_sha256 = $1 AND ends_at > wabx.now() RETURNING extension_id',
      [sha256(code)],
    );
    return rows[0]?.extension_id;
  }
}
