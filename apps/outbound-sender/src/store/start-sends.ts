import { prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Claimed } from './claim-sends.js';
import { factColumns, recordChangesFrom } from './record-changes.js';
import type { Send } from './send.js';

/** A reply that is about to be written to Meta: committed as `sending`, with the number of its attempt. */
export interface Started {
  send: Send;
  /** `performance.now()` after which it must not be written any more; somebody else may take it for lost by then. */
  writeBeforeMs: number;
}

/** A start that is older never writes its request. */
const START_AGE_MS_MAX = 5_000;

/**
 * Moves claimed replies to `sending`, with the fact and the step of the timeline, in one statement, because each call waits
 * for it: from here on nobody but Meta's evidence can say that they did not go out. Answers in their order; undefined for
 * those whose claim is over, whose window has shut, or that changed since or are not the first of their conversation any more;
 * and whether this replica may write what it started up to the number `permit` from now on; false when it was fenced, and also
 * when it might before, or nothing was started. `no` numbers what a replica starts, upwards.
 */
export async function startSends(
  source: DataSource,
  { replicaId, permit }: { replicaId: string; permit: number },
  wanted: readonly { claimed: Pick<Claimed, 'send'>; no: number }[],
): Promise<{ started: (Started | undefined)[]; isPermitted: boolean }> {
  const askedAtMs = performance.now();
  const claims = wanted.map(({ claimed }) => claimed.send);
  const sending = claims.map(asStarted);
  const rows: { message_id: string; changed_at: Date; window_ms: number; permitted: boolean }[] = await source.query(
    START,
    [
      claims.map((send) => send.message_id),
      claims.map((send) => send.conversation_id),
      claims.map((send) => send.claim),
      claims.map((send) => send.state_no),
      ...factColumns(sending),
      wanted.map(({ no }) => no),
      replicaId,
      permit,
    ],
  );
  const started = new Map(rows.map((row) => [row.message_id, row]));
  return {
    started: sending.map((send) => {
      const own = started.get(send.message_id);
      if (!own) return undefined;
      send.changed_at = own.changed_at;
      return { send, writeBeforeMs: askedAtMs + Math.min(START_AGE_MS_MAX, own.window_ms) };
    }),
    isPermitted: rows[0]?.permitted ?? false,
  };
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
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[],
                          $9::bigint[])
       AS n (message_id, conversation_id, claim, state_no, subject, order_key, payload, headers, start_no)
   ),
   first AS MATERIALIZED (
     SELECT asked.* FROM conversation c JOIN asked ON asked.conversation_id = c.conversation_id AND asked.message_id = c.head
      ORDER BY c.conversation_id FOR UPDATE OF c
   ),
   started AS (
     UPDATE send s
        SET state = 'sending', state_no = s.state_no + 1, attempt = s.attempt + 1, claimed_at = clock.now, meta_rank = 0,
            wa_message_id = NULL, reason = NULL, error = NULL, next_at = NULL, unknown_since = NULL,
            changed_at = clock.now, claimed_by = $10, start_no = first.start_no, start_claim = first.claim
       FROM first, clock
      WHERE s.message_id = first.message_id AND s.claim = first.claim AND s.state_no = first.state_no
        -- In one expression: nothing but the key is to find the row, however few seem to be queued.
        AND s.state IN ('queued', 'retry_wait') AND s.not_after > clock.now
     RETURNING s.message_id, s.conversation_id, s.state, s.state_no, s.attempt, s.reason, s.error, s.changed_at, s.not_after
   ),
   moved AS (
     UPDATE conversation c
        SET ready_at = NULL,
            pair_burst_ends_at = CASE WHEN clock.now < c.pair_free_at THEN c.pair_burst_ends_at
                                      ELSE clock.now + interval '6 s' END,
            pair_count = CASE WHEN clock.now < c.pair_free_at THEN c.pair_count + 1 ELSE 1 END,
            pair_free_at = greatest(c.pair_free_at, clock.now) + interval '6 s'
       FROM started, clock WHERE c.conversation_id = started.conversation_id
   ),
   permitted AS (
     UPDATE replica SET permitted = $11 WHERE replica_id = $10 AND fenced_at IS NULL AND permitted < $11
     RETURNING 1
   ),
   ${recordChangesFrom('started')}
   SELECT started.message_id, started.changed_at, (extract(epoch FROM started.not_after - clock.now) * 1000)::float8 AS window_ms,
          EXISTS (SELECT 1 FROM permitted) AS permitted
     FROM started, clock, enqueued`,
);
