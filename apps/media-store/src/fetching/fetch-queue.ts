import { inTransaction } from '@wabx/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { enqueueFacts } from '../files/media-fact.js';

/** A file of a customer's message, as the webhook announced it. */
export interface AnnouncedFile {
  fileId: string;
  channelId: string;
  phoneNumberId: string;
  /** Missing where Meta gives only a placeholder: there is nothing to fetch then. */
  mediaId: string | undefined;
  mimeType: string | undefined;
  /** Hex. */
  sha256: string | undefined;
  filename: string | undefined;
  receivedAt: string;
  retentionSeconds: number;
}

/** A file that this process may fetch, until its lease ends. */
export interface ClaimedFile {
  id: string;
  attempt: number;
  channelId: string;
  phoneNumberId: string;
  mediaId: string;
  declaredType: string | undefined;
  declaredSha256: string | undefined;
  filename: string | undefined;
  /** Why the attempt before this one ended as it did. */
  lastError: string | undefined;
}

export type FetchOutcome =
  | {
      outcome: 'stored';
      mimeType: string;
      size: number;
      sha256: string;
      filename: string | undefined;
      objectKey: string;
    }
  | { outcome: 'failed'; error: 'gone' | 'too-large' }
  /** Not now. `auth`: the token is refused, which no waiting cures but a new token; `gone`: Meta said no for the first time. */
  | { outcome: 'later'; error: 'auth' | 'gone' | 'unreachable' | 'store'; waitSecondsMin?: number | undefined };

const LEASE = `interval '60 seconds'`;
// Meta shuts a number out for half an hour and more after 5 to 20 look-ups that fail.
const REFUSALS_MAX = 4;
const REFUSALS_WITHIN = `interval '1 hour'`;
const WAIT_SECONDS_MIN = 2;
const WAIT_SECONDS_MAX = 600;

/** What is to be fetched from Meta, and who is at it. Every decision is one statement by the database's clock. */
export class FetchQueue {
  constructor(private readonly source: DataSource) {}

  /** Writes the files down, each once however often it is announced; a placeholder may become a file later. */
  async announce(files: readonly AnnouncedFile[]): Promise<void> {
    if (files.length === 0) return;
    await inTransaction(this.source, async (tx) => {
      const added: { id: string; channel_id: string; state: string; at: Date }[] = await tx.query(
        `INSERT INTO file (id, direction, state, channel_id, phone_number_id, media_id, declared_type, declared_sha256,
                           filename, expires_at, next_at, error)
         SELECT "fileId", 'inbound', CASE WHEN "mediaId" IS NULL THEN 'failed' ELSE 'fetching' END, "channelId",
                "phoneNumberId", "mediaId", "mimeType", sha256, filename,
                "receivedAt" + make_interval(secs => "retentionSeconds"), wabx.now(),
                CASE WHEN "mediaId" IS NULL THEN 'gone' END
           FROM jsonb_to_recordset($1::jsonb) AS announced("fileId" uuid, "channelId" uuid, "phoneNumberId" text,
                "mediaId" text, "mimeType" text, sha256 text, filename text, "receivedAt" timestamptz,
                "retentionSeconds" integer)
          ORDER BY "fileId"
         ON CONFLICT (id) DO UPDATE
            SET state = 'fetching', media_id = excluded.media_id, declared_type = excluded.declared_type,
                declared_sha256 = excluded.declared_sha256, filename = excluded.filename, next_at = excluded.next_at,
                error = NULL
          WHERE file.media_id IS NULL AND excluded.media_id IS NOT NULL AND file.direction = 'inbound'
         RETURNING id, channel_id, state, wabx.now() AS at`,
        [JSON.stringify(files)],
      );
      await enqueueFacts(
        tx,
        added
          .filter(({ state }) => state === 'failed')
          .map(({ id, channel_id, at }) => ({
            channelId: channel_id,
            data: { fileId: id, state: 'failed', at: at.toISOString(), error: 'gone' },
          })),
      );
    });
  }

  /** Takes up to `limit` files that are due, for as long as {@link renew} is called within a minute. */
  async claim(limit: number): Promise<ClaimedFile[]> {
    const [rows] = (await this.source.query(
      `UPDATE file SET attempts = attempts + 1, next_at = wabx.now() + ${LEASE}, error = NULL
         FROM (
           SELECT id, error FROM file
            WHERE state = 'fetching' AND next_at <= wabx.now() AND expires_at > wabx.now()
              AND (SELECT count(*) FROM file AS refused
                    WHERE refused.phone_number_id = file.phone_number_id
                      AND refused.refused_at > wabx.now() - ${REFUSALS_WITHIN}) < ${REFUSALS_MAX}
            ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
        WHERE file.id = due.id
        RETURNING file.id, attempts AS attempt, channel_id AS "channelId", phone_number_id AS "phoneNumberId",
                  media_id AS "mediaId", declared_type AS "declaredType", declared_sha256 AS "declaredSha256", filename,
                  due.error AS "lastError"`,
      [limit],
    )) as [(ClaimedFile & { [key: string]: unknown })[], number];
    return rows.map((row) => ({
      ...row,
      declaredType: row.declaredType ?? undefined,
      declaredSha256: row.declaredSha256 ?? undefined,
      filename: row.filename ?? undefined,
      lastError: row.lastError ?? undefined,
    }));
  }

  /** Keeps the lease of files that are still being fetched. */
  async renew(claims: readonly ClaimedFile[]): Promise<void> {
    await this.update(claims, `next_at = wabx.now() + ${LEASE}`);
  }

  /** Gives files back untried, so that another replica takes them at once. */
  async release(claims: readonly ClaimedFile[]): Promise<void> {
    await this.update(claims, 'next_at = wabx.now(), attempts = file.attempts - 1');
  }

  /**
   * Writes down how an attempt ended, with the fact that others wait for. False when the file is not ours any more:
   * expired meanwhile, or taken by somebody else.
   */
  async settle(claim: ClaimedFile, outcome: FetchOutcome): Promise<boolean> {
    return await inTransaction(this.source, async (tx) => {
      const { set, values } = assignments(claim, outcome);
      const [rows] = (await tx.query(
        `UPDATE file SET ${set} WHERE id = $1 AND attempts = $2 AND state = 'fetching'
         RETURNING wabx.now() AS at, expires_at`,
        [claim.id, claim.attempt, ...values],
      )) as [{ at: Date; expires_at: Date }[], number];
      const [row] = rows;
      if (!row) return false;
      const common = { fileId: claim.id, at: row.at.toISOString(), expiresAt: row.expires_at.toISOString() };
      const { channelId } = claim;
      if (outcome.outcome === 'stored') {
        const { mimeType, size, sha256, filename } = outcome;
        await enqueueFacts(tx, [{ channelId, data: { ...common, state: 'stored', mimeType, size, sha256, filename } }]);
      } else if (outcome.outcome === 'failed') {
        await enqueueFacts(tx, [{ channelId, data: { ...common, state: 'failed', error: outcome.error } }]);
      } else if (outcome.error === 'auth') {
        await holdChannel(tx, channelId, waitSeconds(claim.attempt, outcome.waitSecondsMin));
        // Failed for now: `stored` follows when there is a token again. Told once, so that somebody looks at the token.
        const isNews = claim.lastError !== 'auth';
        if (isNews) await enqueueFacts(tx, [{ channelId, data: { ...common, state: 'failed', error: 'auth' } }]);
      }
      return true;
    });
  }

  /** Tries at once what waits for a token of this channel. What is being fetched has no error and is left alone. */
  async resumeChannel(channelId: string): Promise<void> {
    await this.source.query(
      `UPDATE file SET next_at = wabx.now()
        WHERE channel_id = $1 AND state = 'fetching' AND error IN ('auth', 'held')`,
      [channelId],
    );
  }

  private async update(claims: readonly ClaimedFile[], set: string): Promise<void> {
    if (claims.length === 0) return;
    await this.source.query(
      `UPDATE file SET ${set} FROM unnest($1::uuid[], $2::integer[]) AS mine(id, attempt)
        WHERE file.id = mine.id AND file.attempts = mine.attempt AND file.state = 'fetching'`,
      [claims.map(({ id }) => id), claims.map(({ attempt }) => attempt)],
    );
  }
}

/** Lets the other files of the channel wait as well: each would only be refused for the same reason. */
async function holdChannel(tx: EntityManager, channelId: string, seconds: number): Promise<void> {
  await tx.query(
    `UPDATE file SET next_at = wabx.now() + make_interval(secs => $2), error = coalesce(error, 'held')
      WHERE id IN (SELECT id FROM file WHERE channel_id = $1 AND state = 'fetching' AND next_at <= wabx.now()
                    ORDER BY id FOR UPDATE)`,
    [channelId, seconds],
  );
}

/** How long attempt number `attempt` is waited for after the one before it failed; seconds, before jitter. */
export function waitSeconds(attempt: number, waitSecondsMin = 0): number {
  return Math.max(waitSecondsMin, Math.min(WAIT_SECONDS_MAX, WAIT_SECONDS_MIN * 2 ** Math.min(attempt - 1, 20)));
}

function assignments(claim: ClaimedFile, outcome: FetchOutcome): { set: string; values: unknown[] } {
  switch (outcome.outcome) {
    case 'stored':
      return {
        set: `state = 'stored', next_at = NULL, error = NULL, mime_type = $3, size = $4, sha256 = $5, filename = $6, object_key = $7`,
        values: [outcome.mimeType, outcome.size, outcome.sha256, outcome.filename, outcome.objectKey],
      };
    case 'failed':
      return {
        set: `state = 'failed', next_at = NULL, error = $3, refused_at = CASE WHEN $3 = 'gone' THEN wabx.now() END`,
        values: [outcome.error],
      };
    case 'later':
      return {
        set: `error = $3, refused_at = CASE WHEN $3 = 'gone' THEN wabx.now() ELSE refused_at END,
              next_at = wabx.now() + make_interval(secs => $4 * (0.75 + random() / 2))`,
        values: [outcome.error, waitSeconds(claim.attempt, outcome.waitSecondsMin)],
      };
  }
}
