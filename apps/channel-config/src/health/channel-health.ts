import { Injectable } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import type { Channel } from '../channels/channel.entity.js';
import { recordChannelChange } from '../channels/record-channel-change.js';
import { isAway, type ChannelAtMeta } from '../doctor/channel-at-meta.js';
import { Projection } from '../projection/projection.js';
import { HealthMetrics } from './health-metrics.js';
import { judge, lockChannels, type StatusRow } from './judge.js';

/** What was seen of a channel. `graph-refused` carries the class of the error, `account-changed` Meta's field. */
export interface Sighting {
  channelId: string;
  fact:
    | 'handshake-ok'
    | 'handshake-wrong-token'
    | 'signature-invalid'
    | 'webhook-accepted'
    | 'message-received'
    | 'standby-received'
    | 'quarantined'
    /** Files wait; carries until when and why. */
    | 'media-held'
    | 'reply-sent'
    | 'reply-delivered'
    | 'graph-refused'
    | 'token-valid'
    | 'app-subscribed'
    | 'app-not-subscribed'
    | 'account-changed';
  /** RFC 3339. */
  at: string;
  detail?: string;
}

export type Seen = ReadonlyMap<Sighting['fact'], { at: Date; detail: string | null }>;

const DECIDING: ReadonlySet<Sighting['fact']> = new Set<Sighting['fact']>([
  'graph-refused',
  'reply-sent',
  'token-valid',
  'app-subscribed',
  'app-not-subscribed',
]);

/** They come hundreds of times a second. */
const OF_REPLIES: ReadonlySet<Sighting['fact']> = new Set<Sighting['fact']>(['reply-sent', 'reply-delivered']);

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
    const rows: { fact: Sighting['fact']; at: Date; detail: string | null }[] = await this.source.query(
      'SELECT fact, at, detail FROM channel_seen WHERE channel_id = $1',
      [channelId],
    );
    return new Map(rows.map(({ fact, at, detail }) => [fact, { at, detail }]));
  }

  /**
   * Sightings of channels that do not exist are dropped, and so are those of replies that say again what was noted within the
   * minute before. A refusal makes the token due for a look at once.
   */
  async record(seen: readonly Sighting[]): Promise<void> {
    const sightings = await this.news(seen);
    if (sightings.length === 0) return;
    const idsOf = (chosen: readonly Sighting[]) => [...new Set(chosen.map(({ channelId }) => channelId))];
    const refused = idsOf(sightings.filter(({ fact }) => fact === 'graph-refused'));
    await this.decide(idsOf(sightings.filter(({ fact }) => DECIDING.has(fact))), async (tx) => {
      await remember(tx, sightings);
      if (refused.length === 0) return;
      await tx.query('UPDATE channel SET health_due_at = wabx.now() WHERE id = ANY($1::uuid[])', [refused]);
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

  /** What Meta has said about the token at `at`. No answer changes nothing, nor does one about a token since replaced. */
  async noteToken(
    channel: Pick<Channel, 'id' | 'sealedAccessToken'>,
    found: Pick<ChannelAtMeta, 'token' | 'appId' | 'wabaId' | 'subscribedApps'>,
    at: Date,
  ): Promise<void> {
    if (channel.sealedAccessToken === '' || isAway(found.token)) return;
    const sightings = toSightings(channel.id, found, at.toISOString());
    await this.decide([channel.id], async (tx) => {
      const isLearned = await learn(tx, channel, found, at);
      if (isLearned) await remember(tx, sightings);
    });
    // The ids that it did not name are part of what the others see.
    this.projection.push('channel', channel.id);
  }

  /** Makes the statuses anew, for instance because time has passed. */
  async decide(channelIds: readonly string[], before?: (tx: EntityManager) => Promise<void>): Promise<void> {
    const changed = await inTransaction(this.source, async (tx): Promise<StatusRow[]> => {
      // Locked before anything is written: two replicas that judge at once would each miss what the other has seen.
      await lockChannels(tx, channelIds);
      await before?.(tx);
      const channels = await judge(tx, channelIds);
      for (const row of channels) await recordChannelChange(tx, 'status', row);
      return channels;
    });
    for (const { statusState } of changed) this.metrics.statusChanges.inc({ state: statusState });
    this.projection.push('channel', ...changed.map(({ id }) => id));
  }
}

async function remember(tx: EntityManager, sightings: readonly Sighting[]): Promise<void> {
  await tx.query(
    `INSERT INTO channel_seen (channel_id, fact, at, detail)
     SELECT DISTINCT ON (seen.channel_id, seen.fact) seen.channel_id, seen.fact, seen.at, seen.detail
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) AS seen (channel_id, fact, at, detail)
       JOIN channel ON channel.id = seen.channel_id AND channel.deleted_at IS NULL
      ORDER BY seen.channel_id, seen.fact, seen.at DESC
     ON CONFLICT (channel_id, fact) DO UPDATE SET at = EXCLUDED.at, detail = EXCLUDED.detail
      WHERE channel_seen.at < EXCLUDED.at`,
    [
      sightings.map(({ channelId }) => channelId),
      sightings.map(({ fact }) => fact),
      sightings.map(({ at }) => at),
      sightings.map(({ detail }) => detail ?? null),
    ],
  );
}

/** Keeps the expiry, and the ids that the channel did not name. False when the token was replaced meanwhile. */
async function learn(
  tx: EntityManager,
  { id, sealedAccessToken }: Pick<Channel, 'id' | 'sealedAccessToken'>,
  { token, appId, wabaId }: Pick<ChannelAtMeta, 'token' | 'appId' | 'wabaId'>,
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

function toSightings(
  channelId: string,
  { token, appId, subscribedApps }: Pick<ChannelAtMeta, 'token' | 'appId' | 'subscribedApps'>,
  at: string,
): Sighting[] {
  const sightings: Sighting[] = [];
  const refused = (detail: string) => sightings.push({ channelId, fact: 'graph-refused', at, detail });
  if (token.outcome === 'rejected') {
    if (token.policy.class === 'token-invalid') refused('token-invalid');
  } else if (token.outcome === 'ok') {
    const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];
    if (!token.value.isValid) refused('token-invalid');
    else if (scopes.some((scope) => !token.value.scopes.includes(scope))) refused('permission-missing');
    else sightings.push({ channelId, fact: 'token-valid', at });
  }
  if (subscribedApps?.outcome === 'ok' && appId !== undefined) {
    const isSubscribed = subscribedApps.value.some((app) => app.appId === appId);
    sightings.push({ channelId, fact: isSubscribed ? 'app-subscribed' : 'app-not-subscribed', at });
  }
  return sightings;
}
