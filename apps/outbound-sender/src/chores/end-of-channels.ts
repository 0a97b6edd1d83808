import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { ChannelAccess } from '../channel-access.js';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from '../store/conversations.js';
import { changeSends, changing } from '../store/record-changes.js';

const CONVERSATIONS_MAX = 100;

/**
 * Ends the replies that wait for a channel that was deleted: nothing can take them any more. A number that another
 * channel has by now sends through that one. Answers no number: nothing can go because of it.
 */
export async function endSendsOfDeletedChannels(source: DataSource, access: ChannelAccess): Promise<string[]> {
  const deleted = access.deletedChannelIds();
  if (deleted.length === 0) return [];
  const waiting: { id: string }[] = await source.query(
    `SELECT DISTINCT conversation_id AS id FROM send
      WHERE state IN ('queued', 'retry_wait') AND channel_id = ANY($1::uuid[]) AND NOT phone_number_id = ANY($2::text[])
      LIMIT ${CONVERSATIONS_MAX}`,
    [deleted, access.phoneNumberIds()],
  );
  if (waiting.length === 0) return [];
  const conversationIds = waiting.map(({ id }) => id);
  await inTransaction(source, async (tx) => {
    await lockConversations(tx, conversationIds);
    await changeSends(tx, END, [conversationIds, JSON.stringify(ownError('channel-gone'))]);
    await refreshConversations(tx, conversationIds);
  });
  return [];
}

const END = changing({
  set: `state = 'failed', reason = NULL, error = $2::jsonb, next_at = NULL`,
  where: `conversation_id = ANY($1::uuid[]) AND state IN ('queued', 'retry_wait')`,
});
