import type { DataOf, accountChanged } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { tellingFields } from '../doctor/diagnose-notices.js';
import type { PageQuery } from '../http/page.js';

export interface AccountNotice {
  id: string;
  field: string;
  phoneNumberId: string | null;
  receivedAt: Date;
  value: Record<string, unknown>;
}

type KeptNotice = Pick<AccountNotice, 'field' | 'receivedAt'> & { channelId: string };

/** Chats and contacts are no notices, and not for this database: they are customers'. */
const customersOwn: ReadonlySet<string> = new Set(['standby', 'history', 'smb_app_state_sync', 'user_preferences']);
const KEPT_DAYS = 90;
/** So many of the newest decide about a channel; several of each kind. */
const TELLING_MAX = 50;

/** What Meta has told about accounts and numbers, each thing once for every channel that it is about. */
@Injectable()
export class AccountNotices {
  constructor(private readonly source: DataSource) {}

  /**
   * A notice that names a number is about the channel of that number, another about all channels of the account. Answers
   * for which channel each was kept, also when it had been kept before: the handler may have been stopped in between.
   */
  async keep(events: readonly Received<typeof accountChanged>[]): Promise<KeptNotice[]> {
    const notices = events.filter(({ data }) => !customersOwn.has(data.field)).map(toRow);
    if (notices.length === 0) return [];
    const kept: KeptNotice[] = await this.source.query(
      `WITH notice AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS n("channelId" uuid, "wabaId" text, field text, digest text,
           "phoneNumberId" text, digits text, "receivedAt" timestamptz, value jsonb)
       ), named AS (
         SELECT notice.digest, notice.field, number.channel_id
           FROM notice JOIN number
             ON number.phone_number_id = notice."phoneNumberId" OR ltrim(number.e164, '+') = notice.digits
       )
       INSERT INTO account_notice (channel_id, field, digest, phone_number_id, received_at, value)
       SELECT * FROM (
         SELECT DISTINCT ON (channel.id, notice.field, notice.digest)
                channel.id, notice.field, notice.digest, notice."phoneNumberId", notice."receivedAt", notice.value
           FROM notice JOIN channel ON channel.deleted_at IS NULL AND CASE
             WHEN EXISTS (SELECT FROM named WHERE (named.digest, named.field) = (notice.digest, notice.field))
             THEN channel.id IN (SELECT channel_id FROM named
                                  WHERE (named.digest, named.field) = (notice.digest, notice.field))
             ELSE channel.id = notice."channelId" OR channel.waba_id = notice."wabaId" END
          ORDER BY channel.id, notice.field, notice.digest, notice."receivedAt") AS once
        ORDER BY once.id, once."receivedAt"
       ON CONFLICT (channel_id, field, digest) DO UPDATE SET received_at = account_notice.received_at
       RETURNING channel_id AS "channelId", field, received_at AS "receivedAt"`,
      [JSON.stringify(notices)],
    );
    await this.source.query(`DELETE FROM account_notice WHERE received_at < wabx.now() - make_interval(days => $1)`, [
      KEPT_DAYS,
    ]);
    return kept;
  }

  /** Newest first by when Meta told it, at most `limit + 1`: two batches may be kept in either order. */
  async list(
    channelId: string,
    query: Pick<PageQuery, 'limit'> & { cursor?: string | undefined; field?: string | undefined },
  ): Promise<AccountNotice[]> {
    return await this.source.query(
      `SELECT id, field, phone_number_id AS "phoneNumberId", received_at AS "receivedAt", value
         FROM account_notice
        WHERE channel_id = $1 AND ($2::text IS NULL OR field = $2)
          AND ($3::bigint IS NULL OR (received_at, id) < (SELECT received_at, id FROM account_notice WHERE id = $3))
        ORDER BY received_at DESC, id DESC LIMIT $4`,
      [channelId, query.field ?? null, query.cursor ?? null, query.limit + 1],
    );
  }
}

/** What a status may follow from, newest first. Notices of templates, which come in hundreds, push none of it out. */
export async function tellingNotices(
  manager: EntityManager,
  channelIds: readonly string[],
): Promise<(AccountNotice & { channelId: string })[]> {
  return await manager.query(
    `SELECT channel.id AS "channelId", notice.*
       FROM unnest($1::uuid[]) AS channel (id), LATERAL (
         SELECT id, field, phone_number_id AS "phoneNumberId", received_at AS "receivedAt", value
           FROM account_notice
          WHERE channel_id = channel.id AND field = ANY($2::text[])
          ORDER BY received_at DESC, id DESC LIMIT ${TELLING_MAX}) AS notice`,
    [channelIds, tellingFields],
  );
}

function toRow({ channelId, data }: Received<typeof accountChanged>) {
  const { wabaId, field, digest, phoneNumberId, receivedAt } = data;
  return { channelId, wabaId, field, digest, phoneNumberId, digits: digitsOf(data), receivedAt, value: data.value };
}

/** Notices about a number name it as people write it. */
function digitsOf({ value }: DataOf<typeof accountChanged>): string | undefined {
  if (typeof value !== 'object' || value === null || !('display_phone_number' in value)) return undefined;
  return String(value.display_phone_number).replaceAll(/\D/g, '') || undefined;
}
