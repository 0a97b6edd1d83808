import { prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Send } from './send.js';

/** A reply that is committed as `sending`, with the number of its attempt. */
export interface Started {
  send: Send;
  startedBy: string;
  /** `performance.now()` of the end of the customer's window. */
  windowEndsMs: number;
}

/**
 * Moves replies to `sending`, with the step of the timeline, in one statement, because each call waits for it:
 * from here on only this replica or Meta's evidence can say that they did not go out. Answers in their order; undefined for
 * those whose number this replica does not lead any more, whose window has shut, or that have changed.
 */
export async function startSends(
  source: DataSource,
  replicaId: string,
  picked: readonly Send[],
): Promise<(Started | undefined)[]> {
  const askedAtMs = performance.now();
  const sending = picked.map(asStarted);
  const rows: { message_id: string; changed_at: Date; window_ms: number }[] = await source.query(START, [
    picked.map((send) => send.message_id),
    picked.map((send) => send.conversation_id),
    picked.map((send) => send.state_no),
    replicaId,
    [...new Set(picked.map((send) => send.phone_number_id))],
  ]);
  const started = new Map(rows.map((row) => [row.message_id, row]));
  return sending.map((send) => {
    const own = started.get(send.message_id);
    if (!own) return undefined;
    const windowEndsMs = askedAtMs + own.window_ms;
    return { send: { ...send, changed_at: own.changed_at }, startedBy: replicaId, windowEndsMs };
  });
}

/** The row as the statement leaves it, but for the time, which is the database's. */
function asStarted(send: Send): Send {
  return {
    ...send,
    state: 'sending',
    state_no: send.state_no + 1,
    attempt: send.attempt + 1,
    meta_rank: 0,
    wa_message_id: null,
    reason: null,
    error: null,
    next_at: null,
  };
}

const START = prepared(
  'start_sends',
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
   asked AS MATERIALIZED (
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS n (message_id, conversation_id, state_no)
   ),
   -- Locked: a lease ends before this statement or after it.
   led AS MATERIALIZED (
     SELECT phone_number_id FROM lease WHERE owner = $4 AND phone_number_id = ANY($5::text[]) ORDER BY 1 FOR SHARE
   ),
   first AS MATERIALIZED (
     SELECT asked.* FROM conversation c JOIN led USING (phone_number_id)
       JOIN asked ON asked.conversation_id = c.conversation_id AND asked.message_id = c.head
      -- Skipped: a frozen process must not hold up all others with a lock on one conversation.
      ORDER BY c.conversation_id FOR UPDATE OF c SKIP LOCKED
   ),
   started AS (
     UPDATE send s
        SET state = 'sending', state_no = s.state_no + 1, attempt = s.attempt + 1, started_at = clock.now, started_by = $4,
            meta_rank = 0, wa_message_id = NULL, reason = NULL, error = NULL, next_at = NULL, unknown_since = NULL,
            changed_at = clock.now
       FROM first, clock
      WHERE s.message_id = first.message_id AND s.state_no = first.state_no
        -- In one expression: nothing but the key is to find the row, however few seem to be queued.
        AND CASE WHEN s.state IN ('queued', 'retry_wait') THEN s.not_after > clock.now ELSE false END
     RETURNING s.message_id, s.conversation_id, s.attempt, s.changed_at, s.not_after
   ),
   moved AS (
     UPDATE conversation c
        SET ready_at = NULL, turn = clock_timestamp(),
            pair_burst_ends_at = CASE WHEN clock.now < c.pair_free_at THEN c.pair_burst_ends_at
                                      ELSE clock.now + interval '6 s' END,
            pair_count = CASE WHEN clock.now < c.pair_free_at THEN c.pair_count + 1 ELSE 1 END,
            pair_free_at = greatest(c.pair_free_at, clock.now) + interval '6 s'
       FROM started, clock WHERE c.conversation_id = started.conversation_id
   ),
   stepped AS (
     INSERT INTO send_step (message_id, attempt, state, at) SELECT message_id, attempt, 'sending', changed_at FROM started
   )
   SELECT started.message_id, started.changed_at, (extract(epoch FROM started.not_after - clock.now) * 1000)::float8 AS window_ms
     FROM started, clock`,
);
