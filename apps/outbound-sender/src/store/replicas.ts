import { prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { unwritten } from '../sending/after-call.js';
import { releaseClaims } from './claim-sends.js';
import { CLAIM_SECONDS } from './conversations.js';
import { sendColumns, type Send } from './send.js';
import { settleSends } from './settle-sends.js';

/** Several beats: on a busy machine a process that lives may miss one. */
const SILENT_MS = 800;
/** Whoever fenced a replica takes over from it at once; when that one died too, others do. */
const LEFT_ALONE_SECONDS = 5;

/** Enters this process among those that share the numbers. */
export async function enterReplica(source: DataSource, replicaId: string): Promise<void> {
  await source.query(
    'INSERT INTO replica (replica_id, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING',
    [replicaId],
  );
}

/** It has ended, and has nothing in hand. */
export async function leaveReplica(source: DataSource, replicaId: string): Promise<void> {
  await source.query('DELETE FROM replica WHERE replica_id = $1', [replicaId]);
}

/**
 * Shows that this process lives, and fences those that have not shown themselves: from then on they can permit themselves
 * nothing. Silence counts up to this one's own last beat, so that after a database that was away nobody is taken for dead
 * before he could show himself. Answers who is to be taken over from; undefined when this process itself was fenced.
 */
export async function beat(source: DataSource, replicaId: string): Promise<string[] | undefined> {
  const [{ alive, fenced }]: [{ alive: boolean; fenced: string[] }] = await source.query(BEAT, [replicaId]);
  return alive ? fenced : undefined;
}

const BEAT = prepared(
  'beat',
  `WITH own AS MATERIALIZED (SELECT seen_at FROM replica WHERE replica_id = $1 AND fenced_at IS NULL FOR UPDATE),
   seen AS (UPDATE replica SET seen_at = clock_timestamp() FROM own WHERE replica_id = $1),
   silent AS MATERIALIZED (
     SELECT r.replica_id FROM own, replica r
      WHERE r.fenced_at IS NULL AND r.seen_at < own.seen_at - interval '${SILENT_MS} ms' FOR UPDATE OF r SKIP LOCKED
   ),
   fenced AS (
     UPDATE replica r SET fenced_at = clock_timestamp() FROM silent WHERE r.replica_id = silent.replica_id RETURNING 1
   )
   SELECT EXISTS (SELECT 1 FROM own) AS alive,
          ARRAY(SELECT replica_id FROM silent
                 UNION SELECT replica_id FROM replica
                        WHERE fenced_at < clock_timestamp() - interval '${LEFT_ALONE_SECONDS} s') AS fenced`,
);

/**
 * Commits that this process may write its starts up to this number; false when it was fenced. What is begun and not
 * permitted was surely not written, whatever became of the process.
 */
export async function permitWrites(source: DataSource, replicaId: string, upTo: number): Promise<boolean> {
  const permitted: unknown[] = await source.query(PERMIT, [replicaId, upTo]);
  return permitted.length > 0;
}

const PERMIT = prepared(
  'permit_writes',
  `WITH permitted AS (
     UPDATE replica SET permitted = greatest(permitted, $2) WHERE replica_id = $1 AND fenced_at IS NULL RETURNING 1
   ) SELECT 1 FROM permitted`,
);

/**
 * Gives back what fenced replicas had in hand and surely did not write: what they claimed, and what they began beyond what
 * was permitted. The rest they may have written; that waits for Meta's evidence. Answers the numbers that have it to send.
 * Safe to be done twice, and by two.
 */
export async function takeOver(source: DataSource, replicaIds: readonly string[]): Promise<string[]> {
  const begun: Send[] = await source.query(
    `SELECT ${sendColumns('s')} FROM replica r JOIN send s ON s.claimed_by = r.replica_id
      WHERE r.replica_id = ANY($1::uuid[]) AND r.fenced_at IS NOT NULL AND s.state = 'sending'
        AND s.start_claim = s.claim AND s.start_no > r.permitted`,
    [replicaIds],
  );
  if (begun.length > 0)
    await settleSends(
      source,
      begun.map((send) => ({ send, transition: unwritten })),
    );
  const claimed: Send[] = await source.query(
    `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now)
     SELECT ${sendColumns('s')} FROM clock, conversation c JOIN send s ON s.message_id = c.head
      WHERE c.ready_at > clock.now AND c.ready_at <= clock.now + interval '${CLAIM_SECONDS} s'
        -- In one expression: nothing but the key is to find the row, however few seem to be queued.
        AND CASE WHEN s.state IN ('queued', 'retry_wait') THEN s.claim IS NOT NULL AND s.claimed_by = ANY($1::uuid[])
                 ELSE false END`,
    [replicaIds],
  );
  if (claimed.length > 0) await releaseClaims(source, claimed);
  await source.query('DELETE FROM replica WHERE replica_id = ANY($1::uuid[]) AND fenced_at IS NOT NULL', [replicaIds]);
  return [...new Set([...begun, ...claimed].map((send) => send.phone_number_id))];
}
