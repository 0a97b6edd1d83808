import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Claimed } from './claim-sends.js';
import { recordChanges } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

/** A reply that is about to be written to Meta: committed as `sending`, with the number of its attempt. */
export interface Started {
  send: Send;
  /** `performance.now()` after which it must not be written any more; somebody else may take it for lost by then. */
  writeBeforeMs: number;
}

/** A start that is older never writes its request. */
const START_AGE_MS_MAX = 5_000;

/**
 * Moves claimed replies to `sending`: from here on nobody but Meta's evidence can say that they did not go out. Answers in
 * their order; undefined for those whose claim is over, whose window has shut, or that are not the first of their conversation any more.
 */
export async function startSends(
  source: DataSource,
  claimed: readonly Pick<Claimed, 'send'>[],
): Promise<(Started | undefined)[]> {
  const askedAtMs = performance.now();
  const rows = await inTransaction(source, async (tx) => {
    const started: (Send & { window_ms: number })[] = await tx.query(
      `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
       first AS MATERIALIZED (
         SELECT c.conversation_id, n.message_id, n.claim
           FROM conversation c
           JOIN unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (message_id, conversation_id, claim)
             ON n.conversation_id = c.conversation_id AND n.message_id = c.head
          ORDER BY c.conversation_id FOR UPDATE OF c
       ),
       started AS (
         UPDATE send s
            SET state = 'sending', state_no = s.state_no + 1, attempt = s.attempt + 1, claimed_at = clock.now,
                meta_rank = 0, wa_message_id = NULL, reason = NULL, error = NULL, next_at = NULL, unknown_since = NULL,
                changed_at = clock.now
           FROM first, clock
          WHERE s.message_id = first.message_id AND s.claim = first.claim AND s.state IN ('queued', 'retry_wait')
            AND s.not_after > clock.now
         RETURNING s.*
       ),
       moved AS (
         UPDATE conversation c
            SET ready_at = NULL,
                pair_burst_ends_at = CASE WHEN clock.now < c.pair_free_at THEN c.pair_burst_ends_at
                                          ELSE clock.now + interval '6 s' END,
                pair_count = CASE WHEN clock.now < c.pair_free_at THEN c.pair_count + 1 ELSE 1 END,
                pair_free_at = greatest(c.pair_free_at, clock.now) + interval '6 s'
           FROM started, clock WHERE c.conversation_id = started.conversation_id
       )
       SELECT ${sendColumns('started')}, (extract(epoch FROM started.not_after - clock.now) * 1000)::float8 AS window_ms
         FROM started, clock`,
      [
        claimed.map(({ send }) => send.message_id),
        claimed.map(({ send }) => send.conversation_id),
        claimed.map(({ send }) => send.claim),
      ],
    );
    await recordChanges(tx, started);
    return started;
  });
  const started = new Map(rows.map(({ window_ms, ...send }) => [send.message_id, { send, windowMs: window_ms }]));
  return claimed.map(({ send: { message_id } }) => {
    const own = started.get(message_id);
    return own && { send: own.send, writeBeforeMs: askedAtMs + Math.min(START_AGE_MS_MAX, own.windowMs) };
  });
}
