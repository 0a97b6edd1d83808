import type { EntityManager } from 'typeorm';
import type { Channel } from '../channels/channel.entity.js';
import { diagnose } from '../doctor/diagnose.js';
import type { Finding } from '../doctor/check.js';
import { tellingNotices, type AccountNotice } from './account-notices.js';
import { nameOf, stateBy, toReasons, type Reason } from './reasons.js';
import { toSeen, type SeenRow } from './seen.js';

/** How soon a channel with a fault is looked at again, so that it heals within a minute. */
export const LOOK_AGAIN_SECONDS = 40;

export type StatusRow = Pick<Channel, 'id' | 'viewVersion' | 'statusState' | 'statusReason'>;
/** A channel whose status is another now, with the reasons that it did not have before. */
export interface Changed {
  channel: StatusRow;
  begun: Reason[];
}

interface Row extends StatusRow {
  reasons: Reason[];
  findings: Record<string, Finding & { at?: string }>;
  tokenSetAt: Date;
  tokenExpiresAt: Date | null;
  numberCount: number;
  now: Date;
}

/** In the order of their ids, like everybody who locks several. */
export async function lockChannels(tx: EntityManager, channelIds: readonly string[]): Promise<void> {
  if (channelIds.length === 0) return;
  await tx.query('SELECT FROM channel WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [channelIds]);
}

/**
 * Makes the status from what the last look found and what was seen since, by the rules of the doctor, so that both say
 * the same. Where nothing was found and nothing proved, the status stays.
 */
export async function judge(tx: EntityManager, channelIds: readonly string[]): Promise<Changed[]> {
  if (channelIds.length === 0) return [];
  const rows: Row[] = await tx.query(
    `SELECT channel.id, view_version AS "viewVersion", status_state AS "statusState", status_reason AS "statusReason",
            status_reasons AS reasons, findings, access_token_set_at AS "tokenSetAt",
            access_token_expires_at AS "tokenExpiresAt", wabx.now() AS now,
            (SELECT count(*)::int FROM number WHERE number.channel_id = channel.id) AS "numberCount"
       FROM channel WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL`,
    [channelIds],
  );
  const seen: (SeenRow & { channelId: string })[] = await tx.query(
    'SELECT channel_id AS "channelId", fact, at, detail, count FROM channel_seen WHERE channel_id = ANY($1::uuid[])',
    [channelIds],
  );
  const notices = await tellingNotices(tx, channelIds);
  const changed: Changed[] = [];
  for (const row of rows) {
    const isOfRow = ({ channelId }: { channelId: string }) => channelId === row.id;
    const one = await write(tx, row, seen.filter(isOfRow), notices.filter(isOfRow));
    if (one !== undefined) changed.push(one);
  }
  return changed;
}

async function write(
  tx: EntityManager,
  row: Row,
  seenRows: readonly SeenRow[],
  notices: readonly AccountNotice[],
): Promise<Changed | undefined> {
  const { id, now, tokenSetAt, tokenExpiresAt, numberCount } = row;
  const seen = toSeen(seenRows);
  const findings = Object.fromEntries(
    Object.entries(row.findings).map(([check, { at, ...finding }]) => [
      check,
      at === undefined ? finding : { ...finding, at: new Date(at) },
    ]),
  );
  const made = diagnose({ now, findings, seen, notices, tokenSetAt, tokenExpiresAt, numberCount });
  const reasons = toReasons(made, row.reasons, now);
  const [worst] = reasons;
  const isProved =
    made.get('access-token')?.state === 'ok' ||
    (['reply-sent', 'token-valid'] as const).some((fact) => (seen.get(fact)?.at ?? 0) > tokenSetAt);
  const state = worst === undefined ? (isProved ? 'connected' : row.statusState) : stateBy(worst);
  const reason = worst === undefined ? (isProved ? null : row.statusReason) : nameOf(worst);
  const known = new Set(row.reasons.map(nameOf));
  const begun = reasons.filter((one) => !known.has(nameOf(one)));
  const isChanged =
    state !== row.statusState || reason !== row.statusReason || begun.length > 0 || known.size !== reasons.length;
  if (!isChanged && JSON.stringify(reasons) === JSON.stringify(row.reasons)) return undefined;
  const [updated]: [StatusRow[], number] = await tx.query(
    `UPDATE channel
        SET status_state = $2, status_reason = $3, status_reasons = $4::jsonb,
            status_at = CASE WHEN $5 THEN wabx.now() ELSE status_at END,
            view_version = view_version + CASE WHEN $5 THEN 1 ELSE 0 END,
            health_due_at = CASE WHEN $2 = 'connected' THEN health_due_at
                                 ELSE least(health_due_at, wabx.now() + make_interval(secs => ${LOOK_AGAIN_SECONDS})) END
      WHERE id = $1
     RETURNING id, view_version AS "viewVersion", status_state AS "statusState", status_reason AS "statusReason"`,
    [id, state, reason, JSON.stringify(reasons), isChanged],
  );
  const [channel] = updated;
  return isChanged && channel !== undefined ? { channel, begun } : undefined;
}
