import type { messageReceived, Person } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import { inOrder } from '@wabx/persistence';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { shareErasing, type ChannelAlias } from '../locks.js';
import { targetOf } from '../messages/claim-keys.js';

/** Longer than every stream keeps an event and Meta repeats one. */
export const TOMBSTONE_DAYS = 45;

type Inbound = Received<typeof messageReceived>;

/** Not the alias itself: what was erased is in no table. */
function hashOf({ channelId, kind, value }: ChannelAlias): string {
  return createHash('sha256').update(`${channelId} ${kind} ${value}`).digest('hex');
}

function aliasesOf(channelId: string, { waId, userId }: Person): ChannelAlias[] {
  return [
    ...(waId ? [{ channelId, kind: 'phone' as const, value: waId }] : []),
    ...(userId ? [{ channelId, kind: 'user_id' as const, value: userId }] : []),
  ];
}

export async function placeTombstones(tx: EntityManager, aliases: ChannelAlias[]): Promise<void> {
  await tx.query(
    `INSERT INTO tombstone (hash, erased_at)
     SELECT DISTINCT decode(hash, 'hex'), wabx.now() FROM unnest($1::text[]) AS h (hash)
     ON CONFLICT (hash) DO UPDATE SET erased_at = excluded.erased_at`,
    [aliases.map(hashOf)],
  );
}

/** The events without those that an erased customer sent before being erased, duplicates and replays of them included. */
export async function withoutErased(tx: EntityManager, events: Inbound[]): Promise<Inbound[]> {
  const hashes = events.map(({ channelId, data }) => aliasesOf(channelId, data.customer).map(hashOf));
  const [, rows] = await inOrder([
    shareErasing(tx),
    tx.query<{ hash: string; erased_at: Date }[]>(
      `SELECT encode(hash, 'hex') AS hash, erased_at FROM tombstone
       WHERE hash IN (SELECT decode(h, 'hex') FROM unnest($1::text[]) AS h)`,
      [[...new Set(hashes.flat())]],
    ),
  ]);
  if (rows.length === 0) return events;
  const erasedAt = new Map(rows.map((row) => [row.hash, row.erased_at.getTime()]));
  return events.filter(
    ({ data }, index) => !hashes[index]?.some((hash) => Date.parse(data.sentAt) <= (erasedAt.get(hash) ?? -Infinity)),
  );
}

/** Notes whose reactions, edits and revokes these are: they make no message of their own that would tell. */
export async function noteOwners(tx: EntityManager, events: Inbound[]): Promise<void> {
  const rows = events.flatMap(({ channelId, data }) => {
    const { phoneNumberId, waMessageId } = data;
    const target = targetOf(data.content);
    const [alias] = aliasesOf(channelId, { userId: data.customer.userId, waId: data.customer.waId }).reverse();
    return target && alias ? [{ ...alias, phoneNumberId, waMessageId, target }] : [];
  });
  if (rows.length === 0) return;
  await tx.query(
    `WITH owned AS (
       SELECT r.*, a.customer_id
       FROM jsonb_to_recordset($1::jsonb) AS r ("channelId" uuid, kind text, value text, "phoneNumberId" text,
                                               "waMessageId" text, target text)
       JOIN customer_alias a ON a.channel_id = r."channelId" AND a.kind = r.kind AND a.value = r.value
     ), keys AS (
       UPDATE message_key k SET customer_id = o.customer_id FROM owned o
       WHERE k.phone_number_id = o."phoneNumberId" AND k.wa_message_id = o."waMessageId"
     ), reactions AS (
       UPDATE reaction x SET customer_id = o.customer_id FROM owned o
       WHERE x.phone_number_id = o."phoneNumberId" AND x.target = o.target
     )
     UPDATE amendment x SET customer_id = o.customer_id FROM owned o
     WHERE x.phone_number_id = o."phoneNumberId" AND x.target = o.target`,
    [JSON.stringify(rows)],
  );
}
