import type { EntityManager } from 'typeorm';
import { refreshConversations } from './conversations.js';
import { recordChanges } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

/** Begun by a replica that is not there any more; SQL for a row `s` of `send`. */
export const ORPHANED = `s.state = 'sending' AND NOT EXISTS (SELECT FROM replica r WHERE r.replica_id = s.started_by)`;

/**
 * Nobody knows whether Meta took what a dead replica had begun, so nobody says so. It is unknown since it was begun: the
 * replies written after it have waited all that time already.
 */
export async function declareUnknown(tx: EntityManager): Promise<void> {
  // A frozen process may keep its locks for as long as it is frozen: those replies are looked at again.
  const orphans: Pick<Send, 'message_id' | 'conversation_id'>[] = await tx.query(
    `SELECT s.message_id, s.conversation_id FROM conversation c JOIN send s USING (conversation_id)
      WHERE ${ORPHANED} ORDER BY c.conversation_id FOR UPDATE OF c SKIP LOCKED`,
  );
  if (orphans.length === 0) return;
  const changed: Send[] = await tx.query(
    `WITH changed AS (
       UPDATE send s SET state = 'unknown', unknown_since = s.started_at, state_no = s.state_no + 1, reason = NULL,
                         changed_at = wabx.now()
        WHERE message_id = ANY($1::uuid[]) AND ${ORPHANED} RETURNING s.*
     ) SELECT ${sendColumns('changed')} FROM changed`,
    [orphans.map((send) => send.message_id)],
  );
  await recordChanges(tx, changed);
  await refreshConversations(
    tx,
    orphans.map((send) => send.conversation_id),
  );
}
