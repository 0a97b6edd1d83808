import type { DataOf, sendRequested } from '@wabx/contracts';
import { prepared } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import { pauseReasonOf } from '../pauses/channel-pauses.js';
import { applyParked } from '../statuses/apply-statuses.js';
import { refreshConversations } from './conversations.js';
import { recordChanges } from './record-changes.js';
import { fileOf, sendColumns, type Send } from './send.js';

export interface AcceptedSend {
  channelId: string;
  traceparent: string;
  /** The channel sends files by upload, not by link. */
  uploads: boolean;
  data: DataOf<typeof sendRequested>;
}

/** Takes replies over as `queued`, each once however often it comes; answers those that are new. */
export async function acceptSends(tx: EntityManager, sends: readonly AcceptedSend[]): Promise<Send[]> {
  const rows = JSON.stringify(sends.map(toRow));
  await knowConversations(tx, rows);
  const inserted: Send[] = await tx.query(ACCEPT, [rows]);
  await recordChanges(tx, inserted);
  await applyParked(tx, inserted);
  const conversationIds = inserted.map((send) => send.conversation_id);
  await refreshConversations(tx, conversationIds);
  return inserted;
}

/** Makes the conversations of these {@link ROWS} that are new, and locks them all. */
export async function knowConversations(tx: EntityManager, rows: string): Promise<void> {
  await tx.query(KNOW_CONVERSATIONS, [rows]);
}

function toRow({ channelId, traceparent, uploads, data }: AcceptedSend) {
  const upload = uploads && fileOf(data.content) !== undefined;
  return { ...data, channel_id: channelId, phone_number_id: data.phoneNumberId, traceparent, upload };
}

/** Replies as they are asked for, with their channel, as JSON. */
export const ROWS = `jsonb_to_recordset($1::jsonb) AS n (
  "messageId" uuid, channel_id uuid, phone_number_id text, "conversationId" uuid, "sessionId" uuid, sequence bigint,
  recipient jsonb, content jsonb, "replyToWaMessageId" text, traceparent text, "acceptedAt" timestamptz,
  "notAfter" timestamptz, upload boolean)`;

// Sorted, as everywhere: two batches that share some must meet in one order.
const KNOW_CONVERSATIONS = prepared(
  'know_conversations',
  `INSERT INTO conversation (conversation_id, channel_id, phone_number_id)
   SELECT DISTINCT ON ("conversationId") "conversationId", channel_id, phone_number_id FROM ${ROWS} ORDER BY 1
   ON CONFLICT (conversation_id) DO UPDATE SET channel_id = excluded.channel_id`,
);

const ACCEPT = prepared(
  'accept_sends',
  `WITH inserted AS (
     INSERT INTO send (message_id, channel_id, phone_number_id, conversation_id, session_id, sequence, recipient,
                       content, reply_to, traceparent, accepted_at, not_after, upload, state, state_no, reason, changed_at)
     SELECT "messageId", channel_id, phone_number_id, "conversationId", "sessionId", sequence, recipient, content,
            "replyToWaMessageId", traceparent, "acceptedAt", "notAfter", upload, 'queued', 1, ${pauseReasonOf('n')}, wabx.now()
       FROM ${ROWS}
      WHERE NOT EXISTS (SELECT FROM conversation c
                         WHERE c.conversation_id = n."conversationId" AND c.erased_at IS NOT NULL)
      ORDER BY 1
     ON CONFLICT (message_id) DO NOTHING
     RETURNING *
   ) SELECT ${sendColumns('inserted')} FROM inserted ORDER BY message_id`,
);
