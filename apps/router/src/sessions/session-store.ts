import type { Destination, SessionView } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockSessions, lockToAnswer } from '../locks.js';
import { refuseActor, refuseGoneChannel, refuseShutWindow } from '../messages/answerable.js';
import { record, type Happening } from './record.js';
import { isRefusal, refuse, type Actor, type Refusal } from './refusal.js';
import { reopen } from './reopen.js';
import { accessOf, audienceOf } from './rights.js';
import { ownershipOf, readSession, toSessionView, type SessionRow } from './session-view.js';

/** Every step in a session's life that somebody decides: each one transaction, each decided by one statement. */
export class SessionStore {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  async find(actor: Actor, id: string): Promise<SessionView | Refusal> {
    const seen = this.visible(actor, await readSession(this.source, id));
    return isRefusal(seen) ? seen : toSessionView(seen, this.configuration);
  }

  /** Takes a queue's session over. Of many at once exactly one wins; the others learn who. */
  async claim(actor: Actor & { kind: 'agent' }, id: string): Promise<SessionView | Refusal> {
    const outcome = await this.change(actor, id, async (tx, row) => {
      const queues = this.configuration.queuesOf(actor.extensionId).filter((queue) => queue.assignmentMode !== 'none');
      const [claimed] = await tx.query(
        `WITH claimed AS (
           UPDATE session SET assignee = $2, claim_epoch = claim_epoch + 1
           WHERE id = $1 AND state = 'open' AND assignee IS NULL AND destination_type = 'queue' AND destination_id = ANY($3)
           RETURNING id
         ) SELECT id FROM claimed`,
        [id, actor.extensionId, queues.map((queue) => queue.id)],
      );
      if (claimed) return { change: 'claimed' };
      if (row.state === 'closed') return closed();
      if (row.assignee === actor.extensionId) return { unchanged: true };
      return refuse('NOT_CLAIMABLE', 'Sessions of this queue are answered by all of its agents; nobody owns them.');
    });
    // To a colleague who comes second the session is not forbidden, it is taken.
    return isRefusal(outcome) && outcome.refused === 'NOT_OWNER' ? { ...outcome, refused: 'ALREADY_CLAIMED' } : outcome;
  }

  /** Gives a claimed session back to its queue. */
  async release(actor: Actor, id: string): Promise<SessionView | Refusal> {
    return await this.change(actor, id, async (tx, row) => {
      if (row.state === 'closed') return closed();
      if (!row.assignee || row.destination_type !== 'queue') {
        return refuse('NOT_CLAIMED', 'Only a session that was taken from a queue can be given back.');
      }
      await tx.query(`UPDATE session SET assignee = NULL, claim_epoch = claim_epoch + 1 WHERE id = $1`, [id]);
      return { change: 'released' };
    });
  }

  /** Hands a session with its whole history to an extension or a queue. */
  async transfer(actor: Actor, id: string, to: Destination, note: string | undefined): Promise<SessionView | Refusal> {
    // To oneself it is a claim, and a session that another owns or nobody may own is not taken by another word for it.
    if (actor.kind === 'agent' && to.id === actor.extensionId) return await this.claim(actor, id);
    if (!this.configuration.exists(to)) return refuse('UNKNOWN_DESTINATION', `There is no such ${to.type}.`, { to });
    return await this.change(actor, id, async (tx, row) => {
      if (row.state === 'closed') return closed();
      await tx.query(
        `UPDATE session SET destination_type = $2, destination_id = $3, assignee = $4, claim_epoch = claim_epoch + 1 WHERE id = $1`,
        [id, to.type, to.id, to.type === 'extension' ? to.id : null],
      );
      return { change: 'transferred', note, details: { to } };
    });
  }

  async close(actor: Actor, id: string): Promise<SessionView | Refusal> {
    return await this.change(actor, id, async (tx, row) => {
      if (row.state === 'closed') return { unchanged: true };
      await tx.query(
        `UPDATE session SET state = 'closed', closed_at = wabx.now(), close_reason = 'agent' WHERE id = $1`,
        [id],
      );
      return { change: 'closed', closeReason: 'agent' };
    });
  }

  /** Opens a closed session again, while WhatsApp still takes replies in it. */
  async reopen(actor: Actor, id: string): Promise<SessionView | Refusal> {
    return await inTransaction(this.source, async (tx) => {
      const { locks, session } = await lockToAnswer(tx, id);
      const refused = refuseActor(this.configuration, actor, session);
      if (refused || !session) return refused ?? notFound();
      if (session.state === 'closed') {
        const barred = refuseGoneChannel(this.configuration, session) ?? refuseShutWindow(session);
        if (barred) return barred;
        const reopened = await reopen(tx, id, actor);
        if (reopened.length === 0) {
          return refuse('OTHER_SESSION_OPEN', 'The conversation with the customer goes on in another session.');
        }
        await record(tx, this.configuration, locks, reopened);
      }
      const after = await readSession(tx, id);
      return after ? toSessionView(after, this.configuration) : notFound();
    });
  }

  /** Files a session away, or takes it out again, for this one agent. */
  async archive(actor: Actor & { kind: 'agent' }, id: string, archived: boolean): Promise<SessionView | Refusal> {
    const session = await this.find(actor, id);
    if (isRefusal(session)) return session;
    await this.source.query(
      archived
        ? `INSERT INTO archived (session_id, extension_id) SELECT id, $2 FROM session WHERE id = $1 FOR KEY SHARE
           ON CONFLICT DO NOTHING`
        : 'DELETE FROM archived WHERE session_id = $1 AND extension_id = $2',
      [id, actor.extensionId],
    );
    // Its customer may have been erased meanwhile.
    return await this.find(actor, id);
  }

  /** Closes up to `limit` sessions whose idle time is over by the database's clock; returns how many. */
  async closeIdle(limit: number): Promise<number> {
    return await inTransaction(this.source, async (tx) => {
      const isDue = `r.state = 'open' AND r.idle_closes_at <= wabx.now()`;
      const locks = await lockSessions(tx, isDue, [limit], 'SKIP LOCKED LIMIT $1');
      await tx.query(
        `UPDATE session SET state = 'closed', closed_at = wabx.now(), close_reason = 'idle' WHERE id = ANY($1)`,
        [locks.sessions],
      );
      await record(
        tx,
        this.configuration,
        locks,
        locks.sessions.map((id): Happening => ({
          type: 'session',
          sessionId: id,
          change: 'closed',
          closeReason: 'idle',
        })),
      );
      return locks.sessions.length;
    });
  }

  /** Tells who may still answer that the window ends within the hour, once for each window; returns of how many. */
  async announceClosingWindows(limit: number): Promise<number> {
    return await inTransaction(this.source, async (tx) => {
      const locks = await lockSessions(
        tx,
        `r.state = 'open' AND EXISTS (
           SELECT FROM conversation v
           WHERE v.id = r.conversation_id AND v.reply_window_closes_at > wabx.now()
             AND v.reply_window_closes_at <= wabx.now() + interval '1 hour'
             AND r.window_told IS DISTINCT FROM v.reply_window_closes_at)`,
        [limit],
        'SKIP LOCKED LIMIT $1',
      );
      await tx.query(
        `UPDATE session s SET window_told = v.reply_window_closes_at
         FROM conversation v WHERE v.id = s.conversation_id AND s.id = ANY($1)`,
        [locks.sessions],
      );
      await record(
        tx,
        this.configuration,
        locks,
        locks.sessions.map((id): Happening => ({ type: 'session', sessionId: id, change: 'window-closing' })),
      );
      return locks.sessions.length;
    });
  }

  /** Locks the session, checks that the actor may see it, lets `decide` change it and records what happened. */
  private async change(
    actor: Actor,
    id: string,
    decide: (
      tx: EntityManager,
      row: SessionRow,
    ) => Promise<
      | Refusal
      | { unchanged: true }
      | Pick<Extract<Happening, { type: 'session' }>, 'change' | 'note' | 'closeReason' | 'details'>
    >,
  ): Promise<SessionView | Refusal> {
    return await inTransaction(this.source, async (tx) => {
      const locks = await lockSessions(tx, 'r.id = $1', [id]);
      const seen = this.visible(actor, await readSession(tx, id));
      if (isRefusal(seen)) return seen;
      const decided = await decide(tx, seen);
      if (isRefusal(decided)) return decided;
      if (!('unchanged' in decided)) {
        await record(tx, this.configuration, locks, [
          {
            type: 'session',
            sessionId: id,
            actor,
            ownerBefore: ownershipOf(seen),
            audienceBefore: audienceOf(ownershipOf(seen), this.configuration),
            ...decided,
          },
        ]);
      }
      const after = await readSession(tx, id);
      return after ? toSessionView(after, this.configuration) : notFound();
    });
  }

  private visible(actor: Actor, row: SessionRow | undefined): SessionRow | Refusal {
    if (!row) return notFound();
    if (actor.kind === 'supervisor') return row;
    const access = accessOf(actor.extensionId, ownershipOf(row), this.configuration);
    if (access.allowed) return row;
    if (access.because === 'invisible') return notFound();
    const name = this.configuration.extension(access.owner)?.name;
    return refuse('NOT_OWNER', `${name ?? 'Another agent'} has taken this session.`, {
      owner: { id: access.owner, name },
    });
  }
}

const notFound = (): Refusal => refuse('NOT_FOUND', 'There is no such session.');
const closed = (): Refusal =>
  refuse('SESSION_CLOSED', 'The session is closed; the next message of the customer opens a new one.');
