import { Injectable } from '@nestjs/common';
import { inTransaction } from '@wabx/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import type { Channel } from '../channels/channel.entity.js';
import { recordChannelChange } from '../channels/record-channel-change.js';
import { Projection } from '../projection/projection.js';

/** What was seen of a channel. `graph-refused` carries the class of the error, `account-changed` Meta's field. */
export interface Sighting {
  channelId: string;
  fact:
    | 'handshake-ok'
    | 'handshake-wrong-token'
    | 'signature-invalid'
    | 'webhook-accepted'
    | 'quarantined'
    | 'reply-sent'
    | 'reply-delivered'
    | 'graph-refused'
    | 'account-changed';
  /** RFC 3339. */
  at: string;
  detail?: string;
}

/**
 * Keeps when each thing was last seen, and makes the status from it: whichever of "Meta refused us" and "a reply was
 * sent" happened later decides. Only times are compared, so the order in which events arrive does not matter. A status
 * never stops inbound: nobody but people and the sender look at it.
 */
@Injectable()
export class ChannelHealth {
  constructor(
    private readonly source: DataSource,
    private readonly projection: Projection,
  ) {}

  /** When each fact was last seen; those never seen are missing. */
  async seenOf(channelId: string): Promise<Map<Sighting['fact'], { at: Date; detail: string | null }>> {
    const rows: { fact: Sighting['fact']; at: Date; detail: string | null }[] = await this.source.query(
      'SELECT fact, at, detail FROM channel_seen WHERE channel_id = $1',
      [channelId],
    );
    return new Map(rows.map(({ fact, at, detail }) => [fact, { at, detail }]));
  }

  /** Sightings of channels that do not exist are dropped. */
  async record(sightings: readonly Sighting[]): Promise<void> {
    if (sightings.length === 0) return;
    const deciding = sightings.filter(({ fact }) => fact === 'graph-refused' || fact === 'reply-sent');
    const channelIds = [...new Set(deciding.map(({ channelId }) => channelId))];
    const changed = await inTransaction(this.source, async (tx) => {
      // Locked before anything is written: two replicas that judge at once would each miss what the other has seen.
      if (channelIds.length > 0) {
        await tx.query('SELECT FROM channel WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [channelIds]);
      }
      await remember(tx, sightings);
      const channels = await judge(tx, channelIds);
      for (const channel of channels) await recordChannelChange(tx, 'status', channel);
      return channels;
    });
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

/** What was seen before the present token was set says nothing about it. Answers the channels whose status is another. */
async function judge(tx: EntityManager, channelIds: readonly string[]): Promise<StatusRow[]> {
  if (channelIds.length === 0) return [];
  return await tx.query(
    `WITH evidence AS (
       SELECT channel.id, refused.detail AS refusal,
              refused.at IS NOT NULL AND (sent.at IS NULL OR sent.at <= refused.at) AS is_refused,
              sent.at IS NOT NULL AND status_state IN ('connect_failed', 'unchecked') AS is_proved
         FROM channel
         LEFT JOIN channel_seen refused
                ON refused.channel_id = channel.id AND refused.fact = 'graph-refused' AND refused.at > access_token_set_at
         LEFT JOIN channel_seen sent
                ON sent.channel_id = channel.id AND sent.fact = 'reply-sent' AND sent.at > access_token_set_at
        WHERE channel.id = ANY($1::uuid[]) AND channel.deleted_at IS NULL
     ), verdict AS (
       SELECT id, CASE WHEN is_refused THEN 'connect_failed' ELSE 'connected' END AS state,
              CASE WHEN is_refused THEN refusal END AS reason
         FROM evidence WHERE is_refused OR is_proved
     ), changed AS (
       UPDATE channel
          SET status_state = state, status_reason = reason, status_at = wabx.now(), view_version = view_version + 1
         FROM verdict
        WHERE channel.id = verdict.id AND (status_state, status_reason) IS DISTINCT FROM (state, reason)
       RETURNING channel.id, view_version AS "viewVersion", status_state AS "statusState", status_reason AS "statusReason"
     )
     SELECT * FROM changed`,
    [channelIds],
  );
}

type StatusRow = Pick<Channel, 'id' | 'viewVersion' | 'statusState' | 'statusReason'>;
