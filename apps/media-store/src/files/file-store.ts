import { newId } from '@wabx/contracts';
import { DataSource } from 'typeorm';

/** A file as its row says. Its expiry is already decided, by the database's clock. */
export interface StoredFile {
  id: string;
  direction: 'inbound' | 'outbound';
  state: 'fetching' | 'held' | 'stored' | 'failed' | 'expired';
  /** Of `held`: until then Meta is not asked for it. */
  heldUntil: string | undefined;
  channelId: string | undefined;
  mimeType: string | undefined;
  size: number | undefined;
  sha256: string | undefined;
  filename: string | undefined;
  objectKey: string | undefined;
  uploadedBy: string | undefined;
  extensionId: string | undefined;
  error: string | undefined;
  createdAt: string;
  expiresAt: string;
}

/** A file whose bytes are there. */
export type ReadableFile = StoredFile & {
  state: 'stored';
  mimeType: string;
  size: number;
  sha256: string;
  objectKey: string;
};

export interface NewUpload {
  id: string;
  objectKey: string;
  mimeType: string;
  size: number;
  sha256: string;
  filename: string | undefined;
  uploadedBy: string;
  extensionId: string | undefined;
  retentionSeconds: number;
}

/** A bucket of ours forgets its objects a day later, whatever the database says. */
export const RETENTION_SECONDS_MAX = 30 * 24 * 3600;

const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const instant = (moment: string) => `to_char((${moment}) AT TIME ZONE 'UTC', ${UTC})`;

/** Until when nobody may ask Meta for a file: its number is held, or its channel waits for a token. */
const heldUntil = `CASE WHEN state = 'fetching' THEN greatest(
  (SELECT until FROM number_hold WHERE number_hold.phone_number_id = file.phone_number_id AND until > wabx.now()),
  CASE WHEN error IN ('auth', 'held') AND next_at > wabx.now() THEN next_at END) END`;

/** The key of a file's bytes. A new one for each attempt, so that a late writer can never change what is served. */
export function objectKeyOf(fileId: string, attempt: number): string {
  return `media/${fileId}/${attempt}`;
}

/** What people and services ask of files, and uploads. */
export class FileStore {
  constructor(private readonly source: DataSource) {}

  newFileId(): string {
    return newId();
  }

  async find(id: string): Promise<StoredFile | undefined> {
    const rows: Record<string, unknown>[] = await this.source.query(
      `SELECT id, direction,
              CASE WHEN state IN ('stored', 'fetching') AND expires_at <= wabx.now() THEN 'expired'
                   WHEN ${heldUntil} IS NOT NULL THEN 'held' ELSE state END AS state,
              ${instant(heldUntil)} AS "heldUntil",
              channel_id AS "channelId", coalesce(mime_type, declared_type) AS "mimeType", size, sha256, filename,
              object_key AS "objectKey", uploaded_by AS "uploadedBy", extension_id AS "extensionId", error,
              ${instant('created_at')} AS "createdAt", ${instant('expires_at')} AS "expiresAt"
         FROM file WHERE id = $1`,
      [id],
    );
    const [row] = rows;
    // A row's types are the migration's word; NULL becomes undefined, which is how the inside says "not there".
    return (
      row && (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as StoredFile)
    );
  }

  /** Adds an upload whose bytes are already stored; answers when it expires. */
  async addUpload(upload: NewUpload): Promise<{ expiresAt: string }> {
    const [row]: { expiresAt: string }[] = await this.source.query(
      `INSERT INTO file (id, direction, state, mime_type, size, sha256, filename, object_key, uploaded_by, extension_id,
                         expires_at)
       VALUES ($1, 'outbound', 'stored', $2, $3, $4, $5, $6, $7, $8, wabx.now() + make_interval(secs => $9))
       RETURNING ${instant('expires_at')} AS "expiresAt"`,
      [
        upload.id,
        upload.mimeType,
        upload.size,
        upload.sha256,
        upload.filename,
        upload.objectKey,
        upload.uploadedBy,
        upload.extensionId,
        upload.retentionSeconds,
      ],
    );
    if (!row) throw new Error('the new file has no row');
    return row;
  }

  /** The end of a link that begins now: `seconds` from now, but never after the file itself. Undefined: no such file now. */
  async linkExpiry(id: string, seconds: number): Promise<{ expiresAtSeconds: number } | undefined> {
    const [row]: { expiresAtSeconds: string }[] = await this.source.query(
      `SELECT floor(extract(epoch FROM least(expires_at, wabx.now() + make_interval(secs => $2))))::text AS "expiresAtSeconds"
         FROM file WHERE id = $1 AND state = 'stored' AND expires_at > wabx.now()`,
      [id, seconds],
    );
    return row && { expiresAtSeconds: Number(row.expiresAtSeconds) };
  }

  /** Whether a moment has passed, by the clock that all deadlines go by. */
  async isPast(epochSeconds: number): Promise<boolean> {
    const [row]: { past: boolean }[] = await this.source.query('SELECT to_timestamp($1) <= wabx.now() AS past', [
      epochSeconds,
    ]);
    return row?.past ?? true;
  }
}

/** Narrows to a file that can be read now. */
export function isReadable(file: StoredFile): file is ReadableFile {
  return file.state === 'stored';
}
