import type { EntityManager } from 'typeorm';
import type { Channel } from '../channels/channel.entity.js';

export type StatusRow = Pick<Channel, 'id' | 'viewVersion' | 'statusState' | 'statusReason'>;

/** In the order of their ids, like everybody who locks several. */
export async function lockChannels(tx: EntityManager, channelIds: readonly string[]): Promise<void> {
  if (channelIds.length === 0) return;
  await tx.query('SELECT FROM channel WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [channelIds]);
}

/**
 * Makes the status from what was seen; answers the channels whose status is another now. What was seen before the
 * present token was set says nothing about it. Meta's word that the token is valid outweighs an earlier refusal for its
 * sake, but not one for another reason (a locked account): that ends with a reply that was sent. Where nothing was
 * proved, nothing changes.
 */
export async function judge(tx: EntityManager, channelIds: readonly string[]): Promise<StatusRow[]> {
  if (channelIds.length === 0) return [];
  const [rows] = (await tx.query(
    `WITH seen AS (
       SELECT channel.id, access_token_expires_at AS expires_at, wabx.now() AS now,
              refused.at AS refused_at, refused.detail AS refusal, sent.at AS sent_at, valid.at AS valid_at,
              missing.at > COALESCE(subscribed.at, '-infinity') AS is_unsubscribed
         FROM channel
         LEFT JOIN channel_seen refused
                ON refused.channel_id = channel.id AND refused.fact = 'graph-refused' AND refused.at > access_token_set_at
         LEFT JOIN channel_seen sent
                ON sent.channel_id = channel.id AND sent.fact = 'reply-sent' AND sent.at > access_token_set_at
         LEFT JOIN channel_seen valid
                ON valid.channel_id = channel.id AND valid.fact = 'token-valid' AND valid.at > access_token_set_at
         LEFT JOIN channel_seen subscribed ON subscribed.channel_id = channel.id AND subscribed.fact = 'app-subscribed'
         LEFT JOIN channel_seen missing ON missing.channel_id = channel.id AND missing.fact = 'app-not-subscribed'
        WHERE channel.id = ANY($1::uuid[]) AND channel.deleted_at IS NULL
     ), verdict AS (
       SELECT id, CASE
         WHEN refused_at IS NOT NULL AND (sent_at IS NULL OR sent_at <= refused_at)
              AND NOT COALESCE(valid_at > refused_at AND refusal IN ('token-invalid', 'permission-missing'), false)
         THEN ARRAY['connect_failed', refusal]
         WHEN expires_at <= now THEN ARRAY['connect_failed', 'token-invalid']
         WHEN is_unsubscribed THEN ARRAY['subscription_invalid', 'app-not-subscribed']
         WHEN expires_at <= now + interval '14 days' THEN ARRAY['token_expiring', 'token-expiring']
         WHEN sent_at IS NOT NULL OR valid_at IS NOT NULL THEN ARRAY['connected', NULL]
       END AS status
         FROM seen
     )
     UPDATE channel
        SET status_state = status[1], status_reason = status[2], status_at = wabx.now(), view_version = view_version + 1
       FROM verdict
      WHERE channel.id = verdict.id AND status IS NOT NULL
        AND (status_state, status_reason) IS DISTINCT FROM (status[1], status[2])
     RETURNING channel.id, view_version AS "viewVersion", status_state AS "statusState", status_reason AS "statusReason"`,
    [channelIds],
  )) as [StatusRow[], number];
  return rows;
}
