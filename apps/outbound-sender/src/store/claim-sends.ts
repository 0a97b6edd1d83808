import { newId } from '@wabx/contracts';
import { inTransaction, prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { CLAIM_SECONDS, lockConversations, refreshConversations } from './conversations.js';
import { isLedByOther } from './rate-slots.js';
import { sendColumns, type Send } from './send.js';

/** A reply that this process is going to send; still `queued`, and for some seconds nobody else takes it. */
export interface Claimed {
  send: Send;
  /** Of the channel's configuration at the claim. */
  revision: number;
  /** Goes through a paused channel, to see whether it works again. */
  isProbe: boolean;
}

export interface ClaimOptions {
  phoneNumberId: string;
  limit: number;
  /** Of the channel's configuration that the calls will use: a pause of an older one is over. */
  revision: number;
  /** Go through a paused channel, to see whether its token works again. */
  probing?: boolean;
}

/**
 * Takes the next replies of each of these numbers in one statement, and answers in their order: of each conversation its
 * first unfinished one, of all conversations of a number those that had no turn for the longest time. Replicas never wait
 * for each other. A claim only keeps others from doing the same work: it ends by itself, so that what a killed process
 * held goes on at once, and losing it in a crash of the database does no harm, so nobody waits for the disk. What decides
 * is the start.
 */
export async function claimSends(
  source: DataSource,
  replicaId: string,
  wanted: readonly ClaimOptions[],
): Promise<Claimed[][]> {
  const rows: Send[] = await source.query(CLAIM, [
    wanted.map(({ phoneNumberId }) => phoneNumberId),
    wanted.map(({ limit }) => limit),
    wanted.map(({ revision }) => revision),
    wanted.map(({ probing = false }) => probing),
    newId(),
    replicaId,
  ]);
  return wanted.map(({ phoneNumberId, revision, probing: isProbe = false }) =>
    rows.filter((send) => send.phone_number_id === phoneNumberId).map((send) => ({ send, revision, isProbe })),
  );
}

const CLAIM = prepared(
  'claim_sends',
  `WITH asynchronous AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
   clock AS MATERIALIZED (SELECT wabx.now() AS now FROM asynchronous),
   ready AS MATERIALIZED (
     SELECT c.conversation_id, c.head
       FROM clock, unnest($1::text[], $2::int[], $3::int[], $4::boolean[]) AS n (id, "limit", revision, probing)
       CROSS JOIN LATERAL (
         SELECT o.conversation_id, o.head FROM conversation o
          WHERE o.phone_number_id = n.id AND o.ready_at <= clock.now
            AND (n.probing OR NOT EXISTS (SELECT 1 FROM channel_pause p
                                           WHERE p.channel_id = o.channel_id AND p.version >= n.revision))
          ORDER BY o.turn LIMIT n."limit" FOR UPDATE OF o SKIP LOCKED
       ) c
   ),
   taken AS (
     UPDATE send s SET claim = $5, claimed_by = $6, claimed_at = clock.now FROM ready, clock
      WHERE s.message_id = ready.head
        -- In one expression: nothing but the key is to find the row, however few seem to be queued.
        AND CASE WHEN s.state IN ('queued', 'retry_wait') THEN s.not_after > clock.now ELSE false END
     RETURNING s.*
   ),
   -- Not taken: its window has shut, or it changed under our eyes, because this statement sees the conversation as it is
   -- now, but the reply as it was when the statement began. Looked at again in a moment, behind the others.
   put_off AS (
     UPDATE conversation c
        SET turn = clock_timestamp(),
            ready_at = clock.now + CASE WHEN c.conversation_id IN (SELECT conversation_id FROM taken)
                                        THEN interval '${CLAIM_SECONDS} s' ELSE interval '250 ms' END
       FROM ready, clock
      WHERE c.conversation_id = ready.conversation_id
   )
   SELECT ${sendColumns('taken')} FROM taken`,
);

/** Gives back what was claimed and will not be sent by us, before its claim ends. */
export async function releaseClaims(source: DataSource, sends: readonly Send[]): Promise<void> {
  await inTransaction(source, async (tx) => {
    const conversationIds = sends.map((send) => send.conversation_id);
    await lockConversations(tx, conversationIds);
    await tx.query(
      `UPDATE send s SET claim = NULL FROM unnest($1::uuid[], $2::uuid[]) AS n (message_id, claim)
        WHERE s.message_id = n.message_id AND s.claim = n.claim AND s.state IN ('queued', 'retry_wait')`,
      [sends.map((send) => send.message_id), sends.map((send) => send.claim)],
    );
    await refreshConversations(tx, conversationIds);
  });
}

/**
 * Which of these numbers have a reply to send now, and which are led by another replica (see `reserveSlots`), for how many
 * milliseconds yet unless it goes on.
 */
export async function lookAtNumbers(
  source: DataSource,
  replicaId: string,
  phoneNumberIds: readonly string[],
): Promise<{ ready: string[]; led: Map<string, number> }> {
  const rows: { id: string; ready: boolean; ledMs: number | null }[] = await source.query(LOOK, [
    phoneNumberIds,
    replicaId,
  ]);
  return {
    ready: rows.filter(({ ready }) => ready).map(({ id }) => id),
    led: new Map(rows.flatMap(({ id, ledMs }) => (ledMs === null ? [] : [[id, ledMs]]))),
  };
}

const LOOK = prepared(
  'look_at_numbers',
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now),
   seen AS (
     SELECT n.id,
            EXISTS (SELECT 1 FROM conversation c WHERE c.phone_number_id = n.id AND c.ready_at <= clock.now) AS ready,
            (SELECT extract(epoch FROM r.led_until - clock_timestamp()) * 1000 FROM rate_slot r
              WHERE r.phone_number_id = n.id AND ${isLedByOther('r', '$2')})::float8 AS "ledMs"
       FROM clock, unnest($1::text[]) AS n (id)
   ) SELECT * FROM seen WHERE ready OR "ledMs" IS NOT NULL`,
);
