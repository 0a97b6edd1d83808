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
  sentAt: string;
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
  /** Its message is older than Meta keeps files. */
  isTooOld: boolean;
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
  /** `isRefused`: Meta was asked and said no, which it counts. */
  | { outcome: 'failed'; error: 'gone' | 'too-large'; isRefused: boolean }
  /**
   * Not now. `auth`: the token is refused, which no waiting cures but a new token; `gone`: Meta said no for the first time;
   * `limited`: Meta takes no more look-ups for the time being.
   */
  | {
      outcome: 'later';
      error: 'auth' | 'gone' | 'limited' | 'unreachable' | 'store';
      waitSecondsMin?: number | undefined;
    };

/** From now on Meta is not asked for files of a number. */
export interface Hold {
  phoneNumberId: string;
  until: string;
  /** `gone`: too many look-ups were refused; `limited`: Meta says so itself. */
  error: 'gone' | 'limited';
}

export type Settled = { isOurs: false } | { isOurs: true; hold: Hold | undefined };

const LEASE = `interval '60 seconds'`;
// Meta shuts a number out for half an hour and more after 5 to 20 look-ups that fail: after a few the number rests, but
// never so long that files that are there would be missed.
const REFUSALS_MAX = 4;
const REFUSALS_WITHIN = `interval '1 minute'`;
const REST_SECONDS = 60;
/** How long Meta keeps what it received. */
const META_KEEPS = `interval '7 days'`;
/** So many files of a held number are told to wait, the newest first: each is a fact for those who look at it. */
const HELD_TOLD_MAX = 1_000;
const WAIT_SECONDS_MIN = 2;
const WAIT_SECONDS_MAX = 600;

/**
 * What is to be fetched from Meta, and who is at it. Every decision is one statement by the database's clock. Whoever
 * locks several files does so in the order of their ids, or passes over those that are locked.
 */
export class FetchQueue {
  constructor(private readonly source: DataSource) {}

  /** Writes the files down, each once however often it is announced; a placeholder may become a file later. */
  async announce(files: readonly AnnouncedFile[]): Promise<void> {
    if (files.length === 0) return;
    await inTransaction(this.source, async (tx) => {
      const added: { id: string; channel_id: string; state: string; at: Date }[] = await tx.query(
        `INSERT INTO file (id, direction, state, channel_id, phone_number_id, media_id, declared_type, declared_sha256,
                           filename, sent_at, expires_at, next_at, error)
         SELECT "fileId", 'inbound', CASE WHEN "mediaId" IS NULL THEN 'failed' ELSE 'fetching' END, "channelId",
                "phoneNumberId", "mediaId", "mimeType", sha256, filename, "sentAt",
                "receivedAt" + make_interval(secs => "retentionSeconds"), wabx.now(),
                CASE WHEN "mediaId" IS NULL THEN 'gone' END
           FROM jsonb_to_recordset($1::jsonb) AS announced("fileId" uuid, "channelId" uuid, "phoneNumberId" text,
                "mediaId" text, "mimeType" text, sha256 text, filename text, "sentAt" timestamptz, "receivedAt" timestamptz,
                "retentionSeconds" integer)
          ORDER BY "fileId"
         ON CONFLICT (id) DO UPDATE
            SET state = 'fetching', media_id = excluded.media_id, declared_type = excluded.declared_type,
                declared_sha256 = excluded.declared_sha256, filename = excluded.filename, sent_at = excluded.sent_at,
                next_at = excluded.next_at, error = NULL
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
      await tellHeld(
        tx,
        `SELECT f.id, f.channel_id, h.until, h.error, wabx.now() AS at FROM file f JOIN number_hold h USING (phone_number_id)
          WHERE f.id = ANY($1) AND f.state = 'fetching' AND h.until > wabx.now()`,
        [added.map(({ id }) => id)],
      );
    });
  }

  /**
   * Takes up to `limit` files that are due, for as long as {@link renew} is called within a minute. What nobody has asked
   * for yet comes first, the newest of it before the rest: old files may be dead, and an agent waits for a new one.
   */
  async claim(limit: number): Promise<ClaimedFile[]> {
    const [rows] = (await this.source.query(
      `UPDATE file SET attempts = attempts + 1, next_at = wabx.now() + ${LEASE}, error = NULL
         FROM (
           SELECT id, error FROM file
            WHERE state = 'fetching' AND next_at <= wabx.now() AND expires_at > wabx.now()
              AND (${isTooOld} OR NOT EXISTS (SELECT FROM number_hold AS h
                    WHERE h.phone_number_id = file.phone_number_id AND h.until > wabx.now()))
            ORDER BY attempts > 0, CASE WHEN attempts = 0 THEN sent_at END DESC NULLS LAST, next_at
            LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
        WHERE file.id = due.id
        RETURNING file.id, attempts AS attempt, channel_id AS "channelId", phone_number_id AS "phoneNumberId",
                  media_id AS "mediaId", declared_type AS "declaredType", declared_sha256 AS "declaredSha256", filename,
                  coalesce(${isTooOld}, false) AS "isTooOld", due.error AS "lastError"`,
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
   * Writes down how an attempt ended, with the fact that others wait for, and whether the number is held from now on. The
   * file is not ours any more when it expired meanwhile, or was taken by somebody else.
   */
  async settle(claim: ClaimedFile, outcome: FetchOutcome): Promise<Settled> {
    return await inTransaction(this.source, async (tx) => {
      const { set, values } = assignments(claim, outcome);
      const [rows] = (await tx.query(
        `UPDATE file SET ${set} WHERE id = $1 AND attempts = $2 AND state = 'fetching'
         RETURNING wabx.now() AS at, expires_at`,
        [claim.id, claim.attempt, ...values],
      )) as [{ at: Date; expires_at: Date }[], number];
      const [row] = rows;
      if (!row) return { isOurs: false };
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
      return { isOurs: true, hold: await holdNumber(tx, claim, outcome) };
    });
  }

  /** Tries at once what waits for a token of this channel. What is being fetched has no error and is left alone. */
  async resumeChannel(channelId: string): Promise<void> {
    await this.source.query(
      `UPDATE file SET next_at = wabx.now()
        WHERE id IN (SELECT id FROM file WHERE channel_id = $1 AND state = 'fetching' AND error IN ('auth', 'held')
                      ORDER BY id FOR NO KEY UPDATE)`,
      [channelId],
    );
  }

  private async update(claims: readonly ClaimedFile[], set: string): Promise<void> {
    if (claims.length === 0) return;
    await this.source.query(
      `UPDATE file SET ${set}
        WHERE id IN (SELECT f.id FROM file f JOIN unnest($1::uuid[], $2::integer[]) AS mine(id, attempt)
                         ON f.id = mine.id AND f.attempts = mine.attempt
                      WHERE f.state = 'fetching' ORDER BY f.id FOR NO KEY UPDATE OF f)`,
      [claims.map(({ id }) => id), claims.map(({ attempt }) => attempt)],
    );
  }
}

const isTooOld = `sent_at <= wabx.now() - ${META_KEEPS}`;

/** Lets the other files of the channel wait as well: each would only be refused for the same reason. */
async function holdChannel(tx: EntityManager, channelId: string, seconds: number): Promise<void> {
  await tellHeld(
    tx,
    `WITH held AS (
       UPDATE file SET next_at = wabx.now() + make_interval(secs => $2), error = coalesce(error, 'held')
        WHERE id IN (SELECT id FROM file WHERE channel_id = $1 AND state = 'fetching' AND next_at <= wabx.now()
                      ORDER BY id FOR UPDATE)
        RETURNING id, channel_id, next_at)
     SELECT id, channel_id, next_at AS until, 'auth' AS error, wabx.now() AS at FROM held ORDER BY id LIMIT ${HELD_TOLD_MAX}`,
    [channelId, seconds],
  );
}

/** Lets a number rest after a few refusals, or for as long as Meta takes no look-ups of it. */
async function holdNumber(tx: EntityManager, claim: ClaimedFile, outcome: FetchOutcome): Promise<Hold | undefined> {
  const isLimited = outcome.outcome === 'later' && outcome.error === 'limited';
  const isRefused = outcome.outcome === 'failed' ? outcome.isRefused : 'error' in outcome && outcome.error === 'gone';
  if (!isLimited && !isRefused) return undefined;
  const error = isLimited ? 'limited' : 'gone';
  const seconds = isLimited ? waitSeconds(claim.attempt, outcome.waitSecondsMin) : REST_SECONDS;
  // One after the other: of four refused at once each must see the three others.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [claim.phoneNumberId]);
  const [held] = (await tx.query(
    `INSERT INTO number_hold AS h (phone_number_id, until, error)
     SELECT $1, wabx.now() + make_interval(secs => $2), $3
      WHERE $3 = 'limited' OR ${REFUSALS_MAX} <= (SELECT count(*) FROM file
              WHERE phone_number_id = $1 AND refused_at > wabx.now() - ${REFUSALS_WITHIN})
     ON CONFLICT (phone_number_id) DO UPDATE SET until = excluded.until, error = excluded.error
      WHERE h.until < excluded.until AND ($3 = 'limited' OR h.until <= wabx.now())
     RETURNING until`,
    [claim.phoneNumberId, seconds, error],
  )) as { until: Date }[];
  if (!held) return undefined;
  await tellHeld(
    tx,
    `SELECT f.id, f.channel_id, h.until, h.error, wabx.now() AS at FROM file f JOIN number_hold h USING (phone_number_id)
      WHERE f.phone_number_id = $1 AND f.state = 'fetching' ORDER BY f.sent_at DESC NULLS LAST LIMIT ${HELD_TOLD_MAX}`,
    [claim.phoneNumberId],
  );
  return { phoneNumberId: claim.phoneNumberId, until: held.until.toISOString(), error };
}

/** Says of the files that the query finds that they wait, until when and why. */
async function tellHeld(tx: EntityManager, query: string, values: unknown[]): Promise<void> {
  const rows = (await tx.query(query, values)) as {
    id: string;
    channel_id: string;
    until: Date;
    error: 'auth' | 'gone' | 'limited';
    at: Date;
  }[];
  await enqueueFacts(
    tx,
    rows.map(({ id, channel_id, until, error, at }) => ({
      channelId: channel_id,
      data: { fileId: id, state: 'held', at: at.toISOString(), heldUntil: until.toISOString(), error },
    })),
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
        set: `state = 'failed', next_at = NULL, error = $3, refused_at = CASE WHEN $4 THEN wabx.now() END`,
        values: [outcome.error, outcome.isRefused],
      };
    case 'later':
      return {
        set: `error = $3, refused_at = CASE WHEN $3 = 'gone' THEN wabx.now() ELSE refused_at END,
              next_at = wabx.now() + make_interval(secs => $4 * (0.75 + random() / 2))`,
        values: [outcome.error, waitSeconds(claim.attempt, outcome.waitSecondsMin)],
      };
  }
}
