import { replyWindow } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { pauseErrorOf } from '../pauses/channel-pauses.js';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { changeSends, changing } from '../store/record-changes.js';

const CONVERSATIONS_MAX = 20;

/**
 * Ends the replies whose customer's window has shut while they waited. The router is asked first: the customer may have
 * written again. While it does not answer they go on waiting; nothing leaves for Meta meanwhile. What they waited for
 * stays with them, as `reason` and as the error's `cause`. Answers the numbers that have something to send now.
 */
export async function endExpiredSends(source: DataSource, requests: Requests): Promise<string[]> {
  const expired: { conversationId: string; phoneNumberId: string }[] = await source.query(
    `SELECT DISTINCT conversation_id AS "conversationId", phone_number_id AS "phoneNumberId" FROM send
      WHERE state IN ('queued', 'retry_wait') AND not_after <= (SELECT wabx.now()) LIMIT ${CONVERSATIONS_MAX}`,
  );
  const ended = await Promise.allSettled(
    expired.map(async ({ conversationId }) => {
      const { closesAt } = await requests.ask(replyWindow, { conversationId });
      await extendOrEnd(source, conversationId, closesAt);
    }),
  );
  return expired.flatMap(({ phoneNumberId }, at) => (ended[at]?.status === 'fulfilled' ? [phoneNumberId] : []));
}

async function extendOrEnd(source: DataSource, conversationId: string, closesAt: string): Promise<void> {
  await inTransaction(source, async (tx) => {
    await lockConversations(tx, [conversationId]);
    await tx.query(
      `UPDATE send SET not_after = $2
        WHERE conversation_id = $1 AND state IN ('queued', 'retry_wait') AND not_after < $2`,
      [conversationId, closesAt],
    );
    await changeSends(tx, END_EXPIRED, [conversationId, JSON.stringify(ownError('window-closed'))]);
    await refreshConversations(tx, [conversationId]);
  });
}

const END_EXPIRED = changing({
  set: `state = 'failed', error = $2::jsonb || jsonb_strip_nulls(jsonb_build_object('cause',
          coalesce(s.error - 'cause', ${pauseErrorOf('s')})))`,
  where: `conversation_id = $1 AND state IN ('queued', 'retry_wait') AND not_after <= wabx.now()`,
});
