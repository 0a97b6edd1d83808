import { prepared } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import { changeSends, changing } from './record-changes.js';

/** How long a reply whose outcome is not known holds back those written after it. */
const UNKNOWN_HOLDS_SECONDS = 30;

/**
 * Locks conversations in the order that everybody locks them in: before any of their replies, sorted by id. Whoever
 * changes a state that holds others back takes this lock first.
 */
export async function lockConversations(tx: EntityManager, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  await tx.query(LOCK, [[...new Set(conversationIds)]]);
}

const LOCK = prepared(
  'lock_conversations',
  `SELECT 1 FROM conversation WHERE conversation_id = ANY($1::uuid[]) ORDER BY conversation_id FOR UPDATE`,
);

/**
 * Works out anew whose turn it is in each of the (locked) conversations and from when on, from the replies themselves:
 * the one under way, else the lowest that is not finished, if every reply before it is known, no `unknown` one was
 * written before it within 30 s, and the customer may get another message. A wait that people should know of is written
 * to the reply.
 */
export async function refreshConversations(tx: EntityManager, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  const waits: { head: string; wait: string }[] = await tx.query(REFRESH, [[...new Set(conversationIds)]]);
  if (waits.length === 0) return;
  await changeSends(tx, TELL_WAITS, [waits.map(({ head }) => head), waits.map(({ wait }) => wait)]);
}

const TELL_WAITS = changing({
  set: 'reason = w.reason',
  from: 'unnest($1::uuid[], $2::text[]) AS w (message_id, reason)',
  where: `s.message_id = w.message_id AND s.state = 'queued' AND s.reason IS DISTINCT FROM w.reason`,
});

const REFRESH = prepared(
  'refresh_conversations',
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
   known AS (
     SELECT c.conversation_id, c.hole_since, c.head AS was_head, c.contiguous_to AS was,
            coalesce((SELECT max(run.sequence)
                        FROM (SELECT sequence, row_number() OVER (ORDER BY sequence) + c.contiguous_to AS expected
                                FROM send WHERE conversation_id = c.conversation_id AND sequence > c.contiguous_to) run
                       WHERE run.sequence = run.expected), c.contiguous_to) AS contiguous_to,
            CASE WHEN clock.now < c.pair_free_at AND NOT (clock.now < c.pair_burst_ends_at AND c.pair_count < 45)
                 THEN c.pair_free_at END AS pair_wait
       FROM conversation c, clock WHERE c.conversation_id = ANY($1::uuid[])
   ),
   head AS (
     SELECT known.*, h.message_id, h.sequence, h.state, h.next_at, h.upload AND h.media_id IS NULL AS to_upload,
            (SELECT max(u.unknown_since) + make_interval(secs => ${UNKNOWN_HOLDS_SECONDS}) FROM send u
              WHERE u.conversation_id = known.conversation_id AND u.state = 'unknown' AND u.sequence < h.sequence) AS hold,
            EXISTS (SELECT 1 FROM send l WHERE l.conversation_id = known.conversation_id
                       AND l.sequence > known.contiguous_to) AS hole
       FROM known LEFT JOIN LATERAL (
         SELECT * FROM (SELECT * FROM send WHERE send.message_id = known.was_head AND send.state = 'sending') under_way
         UNION ALL
         (SELECT * FROM send WHERE send.conversation_id = known.conversation_id
             AND send.state IN ('queued', 'retry_wait', 'sending') ORDER BY send.sequence LIMIT 1)
         LIMIT 1
       ) h ON true
   ),
   refreshed AS (
     UPDATE conversation c
        SET contiguous_to = head.contiguous_to, head = head.message_id,
            hole_since = CASE WHEN head.hole THEN
              CASE WHEN head.contiguous_to = head.was THEN coalesce(head.hole_since, clock.now) ELSE clock.now END END,
            ready_at = CASE WHEN head.state IN ('queued', 'retry_wait') AND head.sequence <= head.contiguous_to
                                 AND NOT head.to_upload
                            THEN coalesce(greatest(head.next_at, head.hold, head.pair_wait), clock.now) END
       FROM head, clock WHERE c.conversation_id = head.conversation_id
   )
   SELECT message_id AS head, CASE WHEN hold > clock.now THEN 'earlier-message' ELSE 'pair-rate' END AS wait
     FROM head, clock WHERE state = 'queued' AND (hold > clock.now OR pair_wait IS NOT NULL)`,
);
