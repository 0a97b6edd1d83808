import { Injectable } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import type { Channel } from '../channels/channel.entity.js';
import { recordChannelAlert, recordChannelChange } from '../channels/record-channel-change.js';
import { isAway, type ChannelAtMeta } from '../doctor/channel-at-meta.js';
import type { CheckId, Finding } from '../doctor/check.js';
import { isClear, foundWithin, type Findings, type Look } from '../doctor/diagnose.js';
import { Projection } from '../projection/projection.js';
import { HealthMetrics } from './health-metrics.js';
import { judge, lockChannels, LOOK_AGAIN_SECONDS, type Changed } from './judge.js';
import { nameOf } from './reasons.js';
import { toSeen, type Fact, type Seen, type SeenRow, type Sighting } from './seen.js';

/** From these alone no status follows. */
const SILENT: ReadonlySet<Fact> = new Set<Fact>(['quarantined', 'account-changed']);

/** After one of these Meta is asked at once. */
const CALLS_FOR_A_LOOK: ReadonlySet<Fact> = new Set<Fact>(['graph-refused', 'account-told']);

/** They come hundreds of times a second. */
const OF_REPLIES: ReadonlySet<Fact> = new Set<Fact>(['reply-sent', 'reply-delivered']);

/**
 * Keeps when each thing was last seen, and makes the status from it. Only times are compared, so the order in which
 * events arrive does not matter. A status never stops inbound: nobody but people and the sender look at it.
 */
@Injectable()
export class ChannelHealth {
  constructor(
    private readonly source: DataSource,
    private readonly projection: Projection,
    private readonly metrics: HealthMetrics,
  ) {}

  /** When each fact was last seen; those never seen are missing. */
  async seenOf(channelId: string): Promise<Seen> {
    const rows: SeenRow[] = await this.source.query(
      'SELECT fact, at, detail, count FROM channel_seen WHERE channel_id = $1',
      [channelId],
    );
    return toSeen(rows);
  }

  /**
   * Sightings of channels that do not exist are dropped, and so are those of replies that say again what was noted within the
   * minute before. A refusal makes the channel due for a look at once.
   */
  async record(seen: readonly Sighting[]): Promise<void> {
    const sightings = await this.news(seen);
    if (sightings.length === 0) return;
    const idsOf = (chosen: readonly Sighting[]) => [...new Set(chosen.map(({ channelId }) => channelId))];
    const due = idsOf(sightings.filter(({ fact }) => CALLS_FOR_A_LOOK.has(fact)));
    const dueSoon = idsOf(sightings.filter(({ fact }) => fact === 'quarantined'));
    await this.decide(idsOf(sightings.filter(({ fact }) => !SILENT.has(fact))), async (tx) => {
      await remember(tx, sightings);
      if (due.length + dueSoon.length === 0) return;
      await tx.query(
        `UPDATE channel
            SET health_due_at = least(health_due_at, wabx.now()
                  + make_interval(secs => CASE WHEN id = ANY($1::uuid[]) THEN 0 ELSE ${LOOK_AGAIN_SECONDS} END))
          WHERE id = ANY($1::uuid[] || $2::uuid[])`,
        [due, dueSoon],
      );
    });
  }

  /** A reply says something new when none was noted lately, or since the token was set or something was refused. */
  private async news(seen: readonly Sighting[]): Promise<Sighting[]> {
    const ofReplies = seen.filter(({ fact }) => OF_REPLIES.has(fact));
    if (ofReplies.length === 0) return [...seen];
    const rows: (Pick<Sighting, 'channelId' | 'fact'> & { until: Date })[] = await this.source.query(
      `SELECT noted.channel_id AS "channelId", noted.fact, noted.at + interval '1 minute' AS until
         FROM channel_seen noted
         JOIN channel ON channel.id = noted.channel_id AND channel.access_token_set_at < noted.at
        WHERE noted.channel_id = ANY($1::uuid[]) AND noted.fact = ANY($2::text[])
          AND NOT EXISTS (SELECT FROM channel_seen refused
                           WHERE refused.channel_id = noted.channel_id AND refused.fact = 'graph-refused'
                             AND refused.at > noted.at)`,
      [[...new Set(ofReplies.map(({ channelId }) => channelId))], [...OF_REPLIES]],
    );
    const refused = new Set(seen.filter(({ fact }) => fact === 'graph-refused').map(({ channelId }) => channelId));
    const notedUntil = new Map(rows.map(({ channelId, fact, until }) => [`${channelId} ${fact}`, until]));
    return seen.filter(({ channelId, fact, at }) => {
      const until = notedUntil.get(`${channelId} ${fact}`);
      return until === undefined || new Date(at) > until || refused.has(channelId);
    });
  }

  /**
   * Keeps what a look has found and makes the status from it. Without an answer of Meta only what lies within is found out;
   * an answer about a token that was replaced meanwhile changes nothing; what one check could not find out stays.
   */
  async keepLook(
    channel: Pick<Channel, 'id' | 'sealedAccessToken'>,
    { at, atMeta }: Look,
    found: Findings,
  ): Promise<void> {
    const isAnswered = !isAway(atMeta.token);
    const learnt = isAnswered ? found : foundWithin(found);
    await this.decide([channel.id], async (tx) => {
      if (isAnswered && !(await learn(tx, channel, atMeta, at))) return;
      const [{ findings: before } = { findings: {} }]: { findings: Findings }[] = await tx.query(
        'SELECT findings FROM channel WHERE id = $1',
        [channel.id],
      );
      const kept = Object.entries(before).filter(([id]) => isNotFoundOut(learnt[id as CheckId]));
      await tx.query('UPDATE channel SET findings = $2::jsonb WHERE id = $1', [
        channel.id,
        JSON.stringify({ ...learnt, ...Object.fromEntries(kept) }),
      ]);
      await remember(tx, toSightings(channel.id, learnt, at.toISOString()));
    });
    // The ids that it did not name are part of what the others see.
    this.projection.push('channel', channel.id);
  }

  /** Makes the statuses anew, for instance because time has passed. */
  async decide(channelIds: readonly string[], before?: (tx: EntityManager) => Promise<void>): Promise<void> {
    const changed = await inTransaction(this.source, async (tx): Promise<Changed[]> => {
      // Locked before anything is written: two replicas that judge at once would each miss what the other has seen.
      await lockChannels(tx, channelIds);
      await before?.(tx);
      const judged = await judge(tx, channelIds);
      for (const { channel, begun } of judged) {
        await recordChannelChange(tx, 'status', channel);
        for (const reason of begun) {
          await recordChannelAlert(tx, channel, { kind: 'fault', reason: nameOf(reason), since: reason.since });
        }
      }
      return judged;
    });
    for (const { channel, begun } of changed) {
      this.metrics.statusChanges.inc({ state: channel.statusState });
      for (const { check } of begun) this.metrics.faults.inc({ check });
    }
    this.projection.push('channel', ...changed.map(({ channel }) => channel.id));
  }
}

async function remember(tx: EntityManager, sightings: readonly Sighting[]): Promise<void> {
  await tx.query(
    `INSERT INTO channel_seen (channel_id, fact, at, detail, count)
     SELECT DISTINCT ON (seen.channel_id, seen.fact) seen.channel_id, seen.fact, seen.at, seen.detail,
            sum(seen.count) OVER (PARTITION BY seen.channel_id, seen.fact)
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::int[])
              AS seen (channel_id, fact, at, detail, count)
       JOIN channel ON channel.id = seen.channel_id AND channel.deleted_at IS NULL
      ORDER BY seen.channel_id, seen.fact, seen.at DESC
     ON CONFLICT (channel_id, fact) DO UPDATE
        SET at = EXCLUDED.at, detail = EXCLUDED.detail,
            count = EXCLUDED.count
                  + CASE WHEN channel_seen.at > EXCLUDED.at - interval '10 minutes' THEN channel_seen.count ELSE 0 END
      WHERE channel_seen.at < EXCLUDED.at`,
    [
      sightings.map(({ channelId }) => channelId),
      sightings.map(({ fact }) => fact),
      sightings.map(({ at }) => at),
      sightings.map(({ detail }) => detail ?? null),
      sightings.map(({ count = 1 }) => count),
    ],
  );
}

/** Keeps the expiry, and the ids that the channel did not name. False when the token was replaced meanwhile. */
async function learn(
  tx: EntityManager,
  { id, sealedAccessToken }: Pick<Channel, 'id' | 'sealedAccessToken'>,
  { token, appId, wabaId }: ChannelAtMeta,
  at: Date,
): Promise<boolean> {
  const described = token.outcome === 'ok' && token.value.isValid;
  const [rows] = (await tx.query(
    `UPDATE channel
        SET access_token_checked_at = $3,
            access_token_expires_at = CASE WHEN $4 THEN $5 ELSE access_token_expires_at END,
            view_version = view_version + (CASE WHEN (app_id IS NULL AND $6::text IS NOT NULL)
                                                  OR (waba_id IS NULL AND $7::text IS NOT NULL) THEN 1 ELSE 0 END),
            app_id = COALESCE(app_id, $6), waba_id = COALESCE(waba_id, $7)
      WHERE id = $1 AND sealed_access_token = $2 AND deleted_at IS NULL
     RETURNING id`,
    [id, sealedAccessToken, at, described, (described && token.value.expiresAt) || null, appId ?? null, wabaId ?? null],
  )) as [unknown[], number];
  return rows.length > 0;
}

/** Nothing was answered, as against something that another fault hides. */
function isNotFoundOut(finding: Finding | undefined): boolean {
  return finding === undefined || (finding.state === 'unknown' && finding.dependsOn === undefined);
}

/** What outweighs an earlier refusal. */
function toSightings(channelId: string, found: Findings, at: string): Sighting[] {
  const isValid = (['access-token', 'token-scopes'] as const).every((id) => found[id]?.state === 'ok');
  return [
    ...(isValid ? [{ channelId, fact: 'token-valid' as const, at }] : []),
    ...(isClear(found) ? [{ channelId, fact: 'meta-clear' as const, at }] : []),
  ];
}
