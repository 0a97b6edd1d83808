import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { recordChannelAlert } from '../channels/record-channel-change.js';
import type { HealthMetrics } from './health-metrics.js';
import type { StatusRow } from './judge.js';

const ALERT_DAYS = [14, 7, 3, 1];

/**
 * Tells at 14, 7, 3 and 1 days before a token ends, once each, however many replicas look and however often. Of several
 * that are due at once only the nearest is told. A new token begins anew.
 */
export async function raiseExpiryAlerts(source: DataSource, metrics: HealthMetrics): Promise<void> {
  const raised = await inTransaction(source, async (tx): Promise<Raised[]> => {
    const alerts: Raised[] = await tx.query(
      `WITH due AS (
         SELECT channel.id, access_token_set_at, min(days) AS days
           FROM channel, unnest($1::integer[]) AS days, (SELECT wabx.now() AS now) AS clock
          WHERE deleted_at IS NULL AND access_token_expires_at > now
            AND access_token_expires_at <= now + make_interval(days => days)
          GROUP BY channel.id, access_token_set_at
       ), raised AS (
         INSERT INTO channel_alert (channel_id, token_set_at, days_left)
         SELECT id, access_token_set_at, days FROM due ORDER BY id
         ON CONFLICT DO NOTHING
         RETURNING channel_id, days_left
       )
       SELECT channel.id, view_version AS "viewVersion", status_state AS "statusState",
              status_reason AS "statusReason", days_left AS "daysLeft", access_token_expires_at AS "expiresAt"
         FROM raised JOIN channel ON channel.id = raised.channel_id`,
      [ALERT_DAYS],
    );
    for (const { daysLeft, expiresAt, ...channel } of alerts) {
      await recordChannelAlert(tx, channel, { kind: 'token-expiring', daysLeft, expiresAt: expiresAt.toISOString() });
    }
    return alerts;
  });
  for (const { daysLeft } of raised) metrics.alerts.inc({ days: String(daysLeft) });
}

type Raised = StatusRow & { daysLeft: number; expiresAt: Date };
