import { inTransaction, prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { declareUnknown, ORPHANED } from './declare-unknown.js';

/**
 * How long a replica leads its numbers after it has last shown itself: long enough that a slow commit costs no lease, and
 * short enough that a killed leader's numbers go on within three seconds.
 */
export const LEASE_MS = 1_500;

/** What a replica learns while it shows itself. */
export interface Standing {
  /** Those that take numbers. */
  replicas: number;
  /** Numbers that any replica leads. */
  led: number;
  /** The lease of another replica has run out, or one has left behind what it had begun. */
  hasDead: boolean;
}

/** `replicaId` is a new one for each life of a process: with it a lease tells one leader from the next. */
export async function enter(source: DataSource, replicaId: string): Promise<void> {
  await source.query(
    `INSERT INTO replica (replica_id, until) VALUES ($1, clock_timestamp() + interval '${LEASE_MS} ms')`,
    [replicaId],
  );
}

/** Renews all leases of a replica at once; undefined when others have declared it dead: then it has none any more. */
export async function renew(source: DataSource, replicaId: string): Promise<Standing | undefined> {
  const [standing]: Standing[] = await source.query(RENEW, [replicaId]);
  return standing;
}

// By the clock of Postgres alone: `until` is never compared with the clock of a replica.
const RENEW = prepared(
  'renew_leases',
  `WITH renewed AS (
     UPDATE replica SET until = clock_timestamp() + interval '${LEASE_MS} ms' WHERE replica_id = $1 RETURNING 1
   )
   SELECT (SELECT count(*)::int FROM replica WHERE NOT retired) AS replicas,
          (SELECT count(*)::int FROM lease WHERE owner IS NOT NULL) AS led,
          EXISTS (SELECT FROM replica WHERE until < clock_timestamp() AND replica_id <> $1)
            OR EXISTS (SELECT FROM send s WHERE ${ORPHANED}) AS "hasDead"
     FROM renewed`,
);

/** Leads those of these numbers that nobody leads; answers which. */
export async function take(source: DataSource, replicaId: string, phoneNumberIds: string[]): Promise<string[]> {
  const taken: { id: string }[] = await source.query(
    `INSERT INTO lease (phone_number_id, owner) SELECT id, $1 FROM unnest($2::text[]) AS n (id) ORDER BY id
     ON CONFLICT (phone_number_id) DO UPDATE SET owner = excluded.owner WHERE lease.owner IS NULL
     RETURNING phone_number_id AS id`,
    [replicaId, phoneNumberIds],
  );
  return taken.map(({ id }) => id);
}

/** After the last of their calls was written. */
export async function letGo(source: DataSource, replicaId: string, phoneNumberIds: string[]): Promise<void> {
  await source.query('UPDATE lease SET owner = NULL WHERE owner = $1 AND phone_number_id = ANY($2::text[])', [
    replicaId,
    phoneNumberIds,
  ]);
}

/** Counts for nobody's share any more. */
export async function retire(source: DataSource, replicaId: string): Promise<void> {
  await source.query('UPDATE replica SET retired = true WHERE replica_id = $1', [replicaId]);
}

/** With no call under way any more; what it could not settle becomes `unknown`. */
export async function leave(source: DataSource, replicaId: string): Promise<void> {
  await inTransaction(source, async (tx) => {
    await tx.query('DELETE FROM replica WHERE replica_id = $1', [replicaId]);
    await declareUnknown(tx);
  });
}

/**
 * Frees the numbers of replicas whose leases have run out. What such a replica had begun may have reached Meta or not, so
 * it becomes `unknown`; what it had only queued stays untouched for the next leader.
 */
export async function endDead(source: DataSource): Promise<void> {
  // Deletes the owner from their leases as well, which waits for starts under way and refuses later ones.
  await source.query(
    `DELETE FROM replica WHERE replica_id IN (
       SELECT replica_id FROM replica WHERE until < clock_timestamp() ORDER BY replica_id FOR UPDATE SKIP LOCKED)`,
  );
  await inTransaction(source, declareUnknown);
}
