import { newId } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { recordChanges } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

/** A reply in our hands: committed as `sending`, not yet written to Meta. */
export interface Claimed {
  send: Send;
  /** `performance.now()` before the claim was made; it is never younger than this. */
  claimedAtMs: number;
  /** Milliseconds from then on until the customer's window shuts. */
  windowMs: number;
  /** Version of the channel's configuration at the claim. */
  channelVersion: number;
  /** Goes through a paused channel, to see whether it works again. */
  isProbe: boolean;
}

export interface ClaimOptions {
  phoneNumberId: string;
  limit: number;
  /** Version of the channel's configuration that the calls will use: a pause of an older one is over. */
  channelVersion: number;
  /** Go through a paused channel, to see whether its token works again. */
  probing?: boolean;
}

/**
 * Takes the next replies of a number in one statement: of each conversation its first unfinished one, of all
 * conversations those that had no turn for the longest time. Replicas never get the same one, and never wait for each other.
 */
export async function claimSends(source: DataSource, options: ClaimOptions): Promise<Claimed[]> {
  const claimedAtMs = performance.now();
  const rows = await inTransaction(source, async (tx) => {
    const claimed: (Send & { window_ms: number })[] = await tx.query(
      `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
       ready AS (
         SELECT c.conversation_id, c.head FROM conversation c, clock
          WHERE c.phone_number_id = $1 AND c.ready_at <= clock.now
            AND ($5 OR NOT EXISTS (SELECT 1 FROM channel_pause p WHERE p.channel_id = c.channel_id AND p.version >= $4))
          ORDER BY c.turn LIMIT $2 FOR UPDATE OF c SKIP LOCKED
       ),
       taken AS (
         UPDATE send s
            SET state = 'sending', state_no = s.state_no + 1, attempt = s.attempt + 1, claim = $3, claimed_at = clock.now,
                meta_rank = 0, wa_message_id = NULL, reason = NULL, error = NULL, next_at = NULL, unknown_since = NULL,
                changed_at = clock.now
           FROM ready, clock
          WHERE s.message_id = ready.head AND s.state IN ('queued', 'retry_wait') AND s.not_after > clock.now
         RETURNING s.*
       ),
       moved AS (
         UPDATE conversation c
            SET turn = clock_timestamp(), ready_at = NULL,
                pair_burst_ends_at = CASE WHEN clock.now < c.pair_free_at THEN c.pair_burst_ends_at
                                          ELSE clock.now + interval '6 s' END,
                pair_count = CASE WHEN clock.now < c.pair_free_at THEN c.pair_count + 1 ELSE 1 END,
                pair_free_at = greatest(c.pair_free_at, clock.now) + interval '6 s'
           FROM taken, clock WHERE c.conversation_id = taken.conversation_id
       ),
       -- Its window has shut, or it changed under our eyes: this statement sees the conversation as it is now, but the
       -- reply as it was when the statement began. Looked at again in a moment, behind the others.
       put_off AS (
         UPDATE conversation c SET turn = clock_timestamp(), ready_at = clock.now + interval '250 ms'
           FROM ready, clock
          WHERE c.conversation_id = ready.conversation_id
            AND NOT EXISTS (SELECT 1 FROM taken WHERE taken.conversation_id = ready.conversation_id)
       )
       SELECT ${sendColumns('taken')}, (extract(epoch FROM taken.not_after - clock.now) * 1000)::float8 AS window_ms
         FROM taken, clock`,
      [options.phoneNumberId, options.limit, newId(), options.channelVersion, options.probing ?? false],
    );
    await recordChanges(tx, claimed);
    return claimed;
  });
  const { channelVersion, probing: isProbe = false } = options;
  return rows.map(({ window_ms, ...send }) => ({ send, claimedAtMs, windowMs: window_ms, channelVersion, isProbe }));
}

/** Numbers that have a reply to send now. */
export async function readyNumbers(source: DataSource): Promise<string[]> {
  const rows: { phone_number_id: string }[] = await source.query(
    `SELECT DISTINCT phone_number_id FROM conversation WHERE ready_at <= (SELECT wabx.now())`,
  );
  return rows.map((row) => row.phone_number_id);
}
