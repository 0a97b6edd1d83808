import { DataSource } from 'typeorm';
import type { ObjectStore } from '../object-store/object-store.js';

/** Deletes files of an erased customer at once, before their time. */
export class FileErasing {
  constructor(
    private readonly source: DataSource,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * Afterwards a row says only that the file is gone, also of one that was never announced here: a late copy of its
   * message finds it and fetches nothing. Throws when the store is away; the rows then wait for the next expiry run.
   */
  async erase(fileIds: readonly string[]): Promise<number> {
    const rows = (await this.source.query(
      `INSERT INTO file AS f (id, direction, state, media_id, expires_at, deleted_at)
       SELECT id, 'inbound', 'expired', 'erased', wabx.now(), wabx.now() FROM unnest($1::uuid[]) AS erased (id) ORDER BY id
       ON CONFLICT (id) DO UPDATE
          SET state = 'expired', media_id = 'erased', declared_type = NULL, declared_sha256 = NULL, mime_type = NULL,
              size = NULL, sha256 = NULL, filename = NULL, error = NULL, next_at = NULL,
              expires_at = least(f.expires_at, wabx.now()),
              deleted_at = CASE WHEN f.object_key IS NULL THEN wabx.now() ELSE f.deleted_at END
       RETURNING id, object_key, deleted_at IS NULL AS stored`,
      [fileIds],
    )) as { id: string; object_key: string; stored: boolean }[];
    for (const { id, object_key } of rows.filter(({ stored }) => stored)) {
      await this.objects.delete(object_key);
      await this.source.query('UPDATE file SET deleted_at = wabx.now() WHERE id = $1', [id]);
    }
    return rows.length;
  }
}
