import { findReply, sendRequested } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { currentTraceparent } from '@wabx/telemetry';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { ownError } from '../send-errors.js';
import type { ChannelAccess } from '../channel-access.js';
import { acceptSends } from '../store/accept-sends.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { recordChanges } from '../store/record-changes.js';
import { sendColumns, type Send } from '../store/send.js';

const HOLE_SECONDS = 10;
const CONVERSATIONS_MAX = 20;

/** Enough of a reply to say that it failed, when the rest of it cannot be read. */
const bareReply = z.object({
  messageId: z.uuid(),
  sessionId: z.uuid(),
  phoneNumberId: z.string(),
  conversationId: z.uuid(),
  sequence: z.number().int().positive(),
});

interface Hole {
  conversationId: string;
  phoneNumberId: string;
  sequence: number;
}

/**
 * A reply that is missing while a later one is here holds the conversation. After 10 s the router is asked for it: it
 * comes now, or never was. Answers the numbers that have something to send now.
 */
export async function mendHoles(source: DataSource, requests: Requests, access: ChannelAccess): Promise<string[]> {
  const holes: Hole[] = await source.query(
    `SELECT conversation_id AS "conversationId", phone_number_id AS "phoneNumberId", (contiguous_to + 1)::int AS sequence
       FROM conversation WHERE hole_since <= (SELECT wabx.now()) - make_interval(secs => ${HOLE_SECONDS})
      ORDER BY hole_since LIMIT ${CONVERSATIONS_MAX}`,
  );
  const mended = await Promise.allSettled(
    holes.map(async (hole) => {
      const { conversationId, sequence } = hole;
      const answer = await requests.ask(findReply, { conversationId, sequence });
      await inTransaction(source, async (tx) => {
        if (answer.outcome === 'void') await skip(tx, hole);
        else await fill(tx, hole, answer, access);
      });
    }),
  );
  return holes.flatMap(({ phoneNumberId }, at) => (mended[at]?.status === 'fulfilled' ? [phoneNumberId] : []));
}

async function skip(tx: EntityManager, { conversationId, sequence }: Hole): Promise<void> {
  await lockConversations(tx, [conversationId]);
  await tx.query(
    `UPDATE conversation SET contiguous_to = $2::bigint WHERE conversation_id = $1 AND contiguous_to = $2::bigint - 1`,
    [conversationId, sequence],
  );
  await refreshConversations(tx, [conversationId]);
}

async function fill(
  tx: EntityManager,
  hole: Hole,
  { channelId, send }: { channelId: string; send: unknown },
  access: ChannelAccess,
): Promise<void> {
  const data = sendRequested.data.safeParse(send);
  if (data.success && data.data.sequence === hole.sequence && data.data.conversationId === hole.conversationId) {
    const uploads = access.ofChannel(channelId)?.settings.mediaDelivery === 'upload';
    await acceptSends(tx, [{ channelId, traceparent: currentTraceparent(), uploads, data: data.data }]);
    return;
  }
  const bare = bareReply.safeParse(send);
  if (!bare.success) throw new Error(`the router's reply ${hole.sequence} of ${hole.conversationId} cannot be read`);
  await lockConversations(tx, [hole.conversationId]);
  const { messageId, sessionId, phoneNumberId } = bare.data;
  const failed: Send[] = await tx.query(
    `WITH failed AS (
       INSERT INTO send AS s (message_id, channel_id, phone_number_id, conversation_id, session_id, sequence, recipient,
                              accepted_at, not_after, state, state_no, error, changed_at)
       SELECT $1, $2, $3, $4, $5, $6, '{}', now, now, 'failed', 1, $7::jsonb, now FROM (SELECT wabx.now() AS now) clock
       ON CONFLICT (message_id) DO NOTHING RETURNING s.*
     ) SELECT ${sendColumns('failed')} FROM failed`,
    [
      messageId,
      channelId,
      phoneNumberId,
      hole.conversationId,
      sessionId,
      hole.sequence,
      JSON.stringify(ownError('unreadable')),
    ],
  );
  await recordChanges(tx, failed);
  await refreshConversations(tx, [hole.conversationId]);
}
