import { newId } from '@wabx/contracts';
import { inTransaction, prepared } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { refreshConversations } from './conversations.js';
import { changeSends, changing } from './record-changes.js';

/**
 * How long a replica leads its numbers after it has last shown itself: long enough that a slow commit costs no lease, and
 * short enough that a killed leader's numbers go on within three seconds.
 */
const LEASE_MS = 1_500;
/** A call that is written in the last moment of a lease is at Meta before the next leader writes. */
const MARGIN_MS = 200;

/** What a replica learns while it shows itself. */
export interface Standing {
  /** Those that take numbers. */
  replicas: number;
  /** Numbers that any replica leads. */
  led: number;
}

/**
 * This replica's leases on numbers, by its own monotonic clock: they hold from before their renewal was asked for, so they
 * end here before they end in Postgres, and no two clocks are compared. A replica that others have declared dead goes on
 * under another id, without any number: the id tells its lives apart.
 */
export class Leadership {
  replicaId = newId();
  /** By `now`; -Infinity before the first renewal of a life. */
  private endsMs = -Infinity;

  constructor(
    private readonly source: DataSource,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asked directly before each write to Meta, with the id under which the reply was started. */
  isHeldBy(replicaId: string | null): boolean {
    return replicaId === this.replicaId && this.now() < this.endsMs;
  }

  /** Renews all leases at once, and ends those of the dead; undefined when this replica has been declared dead. */
  async renew(): Promise<Standing | undefined> {
    const askedMs = this.now();
    if (this.endsMs === -Infinity) await this.source.query(ENTER, [this.replicaId]);
    const [standing]: (Standing & { hasDead: boolean })[] = await this.source.query(RENEW, [this.replicaId]);
    this.endsMs = standing ? askedMs + LEASE_MS - MARGIN_MS : -Infinity;
    if (!standing) this.replicaId = newId();
    if (standing?.hasDead) await endDead(this.source);
    return standing;
  }

  /** Leads those of these numbers that nobody leads; answers which. */
  async take(phoneNumberIds: string[]): Promise<string[]> {
    if (phoneNumberIds.length === 0) return [];
    const taken: { id: string }[] = await this.source.query(
      `INSERT INTO lease (phone_number_id, owner) SELECT id, $1 FROM unnest($2::text[]) AS n (id) ORDER BY id
       ON CONFLICT (phone_number_id) DO UPDATE SET owner = excluded.owner WHERE lease.owner IS NULL
       RETURNING phone_number_id AS id`,
      [this.replicaId, phoneNumberIds],
    );
    return taken.map(({ id }) => id);
  }

  /** After the last of their calls was written. */
  async letGo(phoneNumberIds: string[]): Promise<void> {
    if (phoneNumberIds.length === 0) return;
    const values = [this.replicaId, phoneNumberIds];
    await this.source.query('UPDATE lease SET owner = NULL WHERE owner = $1 AND phone_number_id = ANY($2)', values);
  }

  /** Others share the numbers without this replica from now on; what is under way stays its own. */
  async retire(): Promise<void> {
    await this.source.query('UPDATE replica SET retired = true WHERE replica_id = $1', [this.replicaId]);
  }

  /** With no call under way any more; what could not be settled becomes `unknown`. */
  async leave(): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      await tx.query('DELETE FROM replica WHERE replica_id = $1', [this.replicaId]);
      await declareUnknown(tx);
    });
  }
}

// By the clock of Postgres alone: `until` is never compared with the clock of a replica.
const UNTIL = `clock_timestamp() + interval '${LEASE_MS} ms'`;
// The answer to the first try may have been lost.
const ENTER = `INSERT INTO replica (replica_id, until) VALUES ($1, ${UNTIL}) ON CONFLICT DO NOTHING`;
/** Begun by a replica that is not there any more; SQL for a row `s` of `send`. */
const ORPHANED = `s.state = 'sending' AND NOT EXISTS (SELECT FROM replica r WHERE r.replica_id = s.started_by)`;
const RENEW = prepared(
  'renew_leases',
  `WITH renewed AS (UPDATE replica SET until = ${UNTIL} WHERE replica_id = $1 RETURNING 1)
   SELECT (SELECT count(*)::int FROM replica WHERE NOT retired) AS replicas,
          (SELECT count(*)::int FROM lease WHERE owner IS NOT NULL) AS led,
          -- The lease of another replica has run out, or one has left behind what it had begun.
          EXISTS (SELECT FROM replica WHERE until < clock_timestamp() AND replica_id <> $1)
            OR EXISTS (SELECT FROM send s WHERE ${ORPHANED}) AS "hasDead"
     FROM renewed`,
);

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

/**
 * Nobody knows whether Meta took what a dead replica had begun, so nobody says so. It is unknown since it was begun: the
 * replies written after it have waited all that time already.
 */
async function declareUnknown(tx: EntityManager): Promise<void> {
  // A frozen process may keep its locks for as long as it is frozen: those replies are looked at again.
  const orphans: { message_id: string; conversation_id: string }[] = await tx.query(
    `SELECT s.message_id, s.conversation_id FROM conversation c JOIN send s USING (conversation_id)
      WHERE ${ORPHANED} ORDER BY c.conversation_id FOR UPDATE OF c SKIP LOCKED`,
  );
  if (orphans.length === 0) return;
  await changeSends(tx, DECLARE_UNKNOWN, [orphans.map((send) => send.message_id)]);
  await refreshConversations(
    tx,
    orphans.map(({ conversation_id }) => conversation_id),
  );
}

const DECLARE_UNKNOWN = changing({
  set: `state = 'unknown', unknown_since = s.started_at, reason = NULL`,
  where: `s.message_id = ANY($1::uuid[]) AND ${ORPHANED}`,
});
