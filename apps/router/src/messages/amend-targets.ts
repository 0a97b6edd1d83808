import type { DataOf, messageReceived, PlainContent } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import type { EntityManager } from 'typeorm';
import { targetOf } from './claim-keys.js';

/** A message that nobody has stored before, with the customer it belongs to. */
export interface Fresh {
  event: Received<typeof messageReceived>;
  data: DataOf<typeof messageReceived>;
  customerId: string;
}

/** Writes down reactions, edits and revokes by what they are about, so that they may come before it. */
export async function amendTargets(tx: EntityManager, fresh: Fresh[]): Promise<void> {
  for (const each of [...fresh].sort(byTarget)) {
    const { content } = each.data;
    if (content.kind === 'reaction') await react(tx, each, content.reaction);
    else if (content.kind === 'edit') await edit(tx, each, content.edit);
    else if (content.kind === 'revoke') await revoke(tx, each, content.revoke);
  }
  await keepRaw(tx, fresh);
}

/** What Meta sent, for whoever has to find out what it meant. */
async function keepRaw(tx: EntityManager, fresh: Fresh[]): Promise<void> {
  const rows = fresh.flatMap(({ data, customerId }) => {
    const { phoneNumberId, waMessageId, raw, sentAt } = data;
    const target = targetOf(data.content);
    return target ? [{ phoneNumberId, waMessageId, target, raw, sentAt, customerId }] : [];
  });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO raw_change (phone_number_id, wa_message_id, target, raw, sent_at, customer_id)
     SELECT "phoneNumberId", "waMessageId", target, raw, "sentAt", "customerId"
     FROM jsonb_to_recordset($1::jsonb) AS r("phoneNumberId" text, "waMessageId" text, target text, raw jsonb,
                                            "sentAt" timestamptz, "customerId" uuid)
     ON CONFLICT (phone_number_id, wa_message_id) DO UPDATE SET raw = excluded.raw, target = excluded.target`,
    [JSON.stringify(rows)],
  );
}

async function react(
  tx: EntityManager,
  { event, data }: Fresh,
  { target, emoji }: { target: string; emoji?: string | undefined },
): Promise<void> {
  await tx.query(
    `INSERT INTO reaction (phone_number_id, target, by, emoji, sent_at, position) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (phone_number_id, target, by)
     DO UPDATE SET emoji = excluded.emoji, sent_at = excluded.sent_at, position = excluded.position
     WHERE (reaction.sent_at, reaction.position) < (excluded.sent_at, excluded.position)`,
    [
      data.phoneNumberId,
      target,
      data.origin === 'phone' ? 'business' : 'customer',
      emoji ?? null,
      data.sentAt,
      event.sequence,
    ],
  );
}

async function edit(
  tx: EntityManager,
  { event, data, customerId }: Fresh,
  { target, content }: { target: string; content?: PlainContent | undefined },
): Promise<void> {
  const { phoneNumberId, sentAt } = data;
  if (!content || !isReadable(content)) {
    await tx.query(
      `INSERT INTO amendment AS a (phone_number_id, target, marked_at) VALUES ($1, $2, $3)
       ON CONFLICT (phone_number_id, target) DO UPDATE SET marked_at = greatest(a.marked_at, excluded.marked_at)`,
      [phoneNumberId, target, sentAt],
    );
    return;
  }
  await tx.query(
    `INSERT INTO amendment AS a (phone_number_id, target, content, edited_at, edit_position) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (phone_number_id, target)
     DO UPDATE SET content = excluded.content, edited_at = excluded.edited_at, edit_position = excluded.edit_position
     WHERE a.edited_at IS NULL OR (a.edited_at, a.edit_position) < (excluded.edited_at, excluded.edit_position)`,
    [phoneNumberId, target, JSON.stringify(content), sentAt, event.sequence],
  );
  if (!('media' in content) || !content.media.mediaId) return;
  await tx.query(
    `INSERT INTO edit_file (file_id, phone_number_id, target, edited_at, edit_position, customer_id)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [content.media.fileId, phoneNumberId, target, sentAt, event.sequence, customerId],
  );
}

async function revoke(tx: EntityManager, { data }: Fresh, { target }: { target: string }): Promise<void> {
  await tx.query(
    `INSERT INTO amendment AS a (phone_number_id, target, revoked_at) VALUES ($1, $2, $3)
     ON CONFLICT (phone_number_id, target) DO UPDATE SET revoked_at = least(a.revoked_at, excluded.revoked_at)`,
    [data.phoneNumberId, target, data.sentAt],
  );
}

/** Whether an edit says what is to be shown from now on: a file, a caption, a text. */
function isReadable(content: PlainContent): boolean {
  if (content.kind === 'unsupported' || content.kind === 'unknown') return false;
  return !('media' in content) || content.media.mediaId !== undefined || content.media.caption !== undefined;
}

function byTarget(a: Fresh, b: Fresh): number {
  const [left = '', right = ''] = [a, b].map(({ data }) => `${data.phoneNumberId} ${targetOf(data.content) ?? ''}`);
  return left < right ? -1 : left === right ? 0 : 1;
}
