import { inOrder, inTransaction, prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Transition } from '../rules/after-call.js';
import { SENT } from '../rules/delivery-status.js';
import { lockConversations, refreshConversations } from './conversations.js';
import { changing, recordChanges } from './record-changes.js';
import { sendColumns, type Send } from './send.js';

export interface PickOptions {
  phoneNumberId: string;
  limit: number;
  /** Replies that the leader has in hand. */
  except: string[];
  /** Of the channel's configuration that the calls will use: a pause of an older one is over. */
  revision: number;
  /** Goes through a paused channel or number, to see whether it works again. */
  isProbe: boolean;
}

/**
 * The next replies of a number: of each conversation its first unfinished one, of all conversations those that had no turn
 * for the longest time. Only the number's leader asks, so nothing is locked or claimed; the start decides.
 */
export async function pickSends(source: DataSource, options: PickOptions): Promise<Send[]> {
  const { phoneNumberId, limit, except, revision, isProbe } = options;
  return await source.query(PICK, [phoneNumberId, limit, except, revision, isProbe]);
}

// In one expression: nothing but the key is to find the row, however few seem to be queued.
const MAY_START = `CASE WHEN s.state IN ('queued', 'retry_wait') THEN s.not_after > clock.now ELSE false END`;

const PICK = prepared(
  'pick_sends',
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now)
   SELECT ${sendColumns('s')} FROM clock, conversation c JOIN send s ON s.message_id = c.head
    WHERE c.phone_number_id = $1 AND c.ready_at <= clock.now AND c.head <> ALL($3::uuid[]) AND ${MAY_START}
      AND ($5 OR NOT EXISTS (SELECT FROM channel_pause p WHERE p.channel_id = c.channel_id AND p.version >= $4
                                                          AND p.phone_number_id IN ('', c.phone_number_id)))
    ORDER BY c.turn LIMIT $2`,
);

/** A reply that is committed as `sending`, with the number of its attempt. */
export interface Started {
  send: Send;
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
  const rows: (Send & { window_ms: number })[] = await source.query(START, [
    picked.map((send) => send.message_id),
    picked.map((send) => send.conversation_id),
    picked.map((send) => send.state_no),
    replicaId,
    [...new Set(picked.map((send) => send.phone_number_id))],
  ]);
  const started = new Map(
    rows.map(({ window_ms, ...send }) => [send.message_id, { send, windowEndsMs: askedAtMs + window_ms }]),
  );
  return picked.map((send) => started.get(send.message_id));
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
      WHERE s.message_id = first.message_id AND s.state_no = first.state_no AND ${MAY_START}
     RETURNING s.*
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
     INSERT INTO send_step (message_id, attempt, state, at) SELECT message_id, attempt, state, changed_at FROM started
   )
   SELECT ${sendColumns('started')}, (extract(epoch FROM not_after - changed_at) * 1000)::float8 AS window_ms FROM started`,
);

export interface Outcome {
  /** As it was picked, or started. */
  send: Send;
  transition: Transition;
}

/**
 * Writes what became of replies, each only on the very state that it is about: a status may have been faster than the
 * answer. A late answer also settles what has become `unknown` meanwhile. Answers those that it has settled.
 */
export async function settleSends(source: DataSource, outcomes: readonly Outcome[]): Promise<Send[]> {
  const conversationIds = outcomes.map(({ send }) => send.conversation_id);
  return await inTransaction(source, async (tx) => {
    const [, settled] = await inOrder([
      lockConversations(tx, conversationIds),
      tx.query(SETTLE, [JSON.stringify(outcomes.map(toRow))]) as Promise<Send[]>,
    ]);
    await inOrder([recordChanges(tx, settled), refreshConversations(tx, conversationIds)]);
    return settled;
  });
}

function toRow({ send: { message_id, attempt, started_by, state_no }, transition }: Outcome) {
  // Meta's answer says what its status `sent` will say again.
  return { ...transition, message_id, attempt, started_by, state_no, rank: transition.state === 'sent' ? SENT : null };
}

const NEXT_AT = `clock.now + make_interval(secs => n."delaySeconds")`;
const SETTLE = prepared(
  'settle_sends',
  changing({
    set: `state = n.state, reason = n.reason, next_at = ${NEXT_AT},
          error = CASE WHEN n."delaySeconds" IS NULL THEN n.error ELSE jsonb_set(n.error, '{nextAt}', to_jsonb(
            to_char((${NEXT_AT}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) END,
          wa_message_id = coalesce(n."waMessageId", s.wa_message_id),
          meta_rank = greatest(s.meta_rank, n.rank), evidence[s.attempt] = greatest(s.evidence[s.attempt], n.rank),
          attempt = s.attempt - coalesce(n."undoAttempt"::int, 0),
          unknown_since = CASE WHEN n.state = 'unknown' THEN clock.now END,
          retries = s.retries + coalesce(n."countRetry"::int, 0), strikes = s.strikes + coalesce(n."countStrike"::int, 0),
          pair_refusals = s.pair_refusals + coalesce(n."countPairRefusal"::int, 0),
          upload = s.upload OR coalesce(n.upload, false)`,
    from: `jsonb_to_recordset($1::jsonb) AS n (
             message_id uuid, attempt int, started_by uuid, state_no int, state text, reason text, error jsonb, rank int,
             "waMessageId" text, "undoAttempt" boolean, "delaySeconds" float8, "countRetry" boolean,
             "countStrike" boolean, "countPairRefusal" boolean, upload boolean)`,
    // In one expression: nothing but the key is to find the row, however few seem to be unknown.
    where: `s.message_id = n.message_id
        AND CASE WHEN s.state NOT IN ('unknown', 'needs_review') THEN s.state_no = n.state_no
                 ELSE s.started_by = n.started_by AND s.attempt = n.attempt AND n.state <> 'unknown' END`,
  }),
);

/** What a replica has begun and not settled. */
export async function sendingBy(source: DataSource, replicaId: string): Promise<Send[]> {
  return await source.query(`SELECT ${sendColumns('s')} FROM send s WHERE state = 'sending' AND started_by = $1`, [
    replicaId,
  ]);
}
