import type { EntityManager } from 'typeorm';
import { knowConversations, ROWS } from './accept-sends.js';
import { refreshConversations } from './conversations.js';
import type { Decision } from './decide-sends.js';
import { changeSends, changing } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

export interface Withdrawal {
  channelId: string;
  data: Decision;
}

/**
 * Cancels replies that have not left. One that is being sent, or was, stays what it is: under the lock of its
 * conversation a reply either starts or is cancelled. One that is not here yet is cancelled before it comes.
 */
export async function withdrawSends(tx: EntityManager, withdrawals: readonly Withdrawal[]): Promise<Send[]> {
  if (withdrawals.length === 0) return [];
  const rows = JSON.stringify(withdrawals.map(toRow));
  await knowConversations(tx, rows);
  const ids = withdrawals.map(({ data }) => data.messageId);
  const here = await changeSends(tx, CANCEL, [ids]);
  const ahead = await changeSends(tx, CANCEL_AHEAD, [rows]);
  const conversationIds = withdrawals.map(({ data }) => data.conversationId);
  await refreshConversations(tx, conversationIds);
  return [...here, ...ahead];
}

function toRow({ channelId, data: { reply, ...data } }: Withdrawal) {
  return { ...data, ...reply, channel_id: channelId, phone_number_id: data.phoneNumberId };
}

const CANCEL = changing({
  set: `state = 'cancelled', decision = 'withdraw', reason = NULL, error = NULL, next_at = NULL`,
  where: `message_id = ANY($1::uuid[]) AND state IN ('queued', 'retry_wait')`,
});

const CANCEL_AHEAD = `
  WITH cancelled AS (
    INSERT INTO send AS s (message_id, channel_id, phone_number_id, conversation_id, session_id, sequence, recipient,
                           accepted_at, not_after, state, state_no, decision, changed_at)
    SELECT "messageId", channel_id, phone_number_id, "conversationId", "sessionId", sequence, '{}',
           now, "notAfter", 'cancelled', 1, 'withdraw', now
      FROM (SELECT wabx.now() AS now) clock, ${ROWS}
     WHERE sequence IS NOT NULL
       AND NOT EXISTS (SELECT FROM conversation c
                        WHERE c.conversation_id = "conversationId" AND c.erased_at IS NOT NULL)
     ORDER BY "messageId"
    ON CONFLICT (message_id) DO NOTHING RETURNING s.*
  ) SELECT ${sendColumns('cancelled')} FROM cancelled ORDER BY message_id`;
