import { newId, type MessageView } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { lockToAnswer, type Locks } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import type { AnswerableRow } from '../sessions/session-view.js';
import { notFound, refuseActor } from './answerable.js';
import { digestOf, takenBefore, type Idempotency } from './idempotency.js';
import { toMessageView, type MessageRow } from './message-view.js';

export const noteBodySchema = z
  .strictObject({ text: z.strictObject({ body: z.string().trim().min(1).max(4_000) }) })
  .meta({ id: 'NoteBody' });
type NoteBody = z.infer<typeof noteBodySchema>;

type NoteChange = Extract<Happening, { type: 'note' }>['change'];

/**
 * Notes of agents and supervisors in a session, also in a closed one. A note moves neither the session's activity nor any
 * window, and never leaves: only who sees the session reads it.
 */
export class NoteStore {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  async write(
    actor: Actor,
    sessionId: string,
    body: NoteBody,
    asked: Omit<Idempotency, 'bodySha256'>,
  ): Promise<{ note: MessageView; isReplayed: boolean } | Refusal> {
    const idempotency = { ...asked, bodySha256: digestOf(sessionId, { note: body }) };
    return await this.within(actor, sessionId, async (tx, locks, session) => {
      const earlier = async () => {
        const known = await takenBefore(tx, this.configuration, idempotency);
        return known === undefined || isRefusal(known) ? known : { note: known.view, isReplayed: true };
      };
      const before = await earlier();
      if (before) return before;
      const id = newId();
      const [stored] = (await tx.query(STORE, [
        idempotency.caller,
        idempotency.key,
        idempotency.bodySha256,
        id,
        session.id,
        session.conversation_id,
        session.channel_id,
        session.phone_number_id,
        JSON.stringify({ kind: 'note', ...body }),
        actor.kind === 'agent' ? actor.extensionId : null,
        actor.kind === 'agent' ? null : JSON.stringify({ writtenBy: { keyId: actor.keyId, name: actor.name } }),
      ])) as object[];
      // The same key was used in another session at the same moment.
      if (!stored) return (await earlier()) ?? notFound;
      return { note: await this.tell(tx, locks, { sessionId, messageId: id, change: 'written' }), isReplayed: false };
    });
  }

  async edit(actor: Actor, sessionId: string, noteId: string, body: NoteBody): Promise<MessageView | Refusal> {
    return await this.change(actor, { sessionId, noteId }, 'edited', body.text.body);
  }

  /** What it said is gone; that there was a note, of whom and when, stays. Twice does no harm. */
  async delete(actor: Actor, sessionId: string, noteId: string): Promise<MessageView | Refusal> {
    return await this.change(actor, { sessionId, noteId }, 'deleted', '');
  }

  private async change(
    actor: Actor,
    { sessionId, noteId }: { sessionId: string; noteId: string },
    change: 'edited' | 'deleted',
    text: string,
  ): Promise<MessageView | Refusal> {
    return await this.within(actor, sessionId, async (tx, locks) => {
      const [note] = (await tx.query(
        `SELECT author, details FROM message WHERE id = $1 AND session_id = $2 AND direction = 'internal'`,
        [noteId, sessionId],
      )) as Pick<MessageRow, 'author' | 'details'>[];
      const isDeleted = note?.details?.revokedAt !== undefined;
      if (!note || (isDeleted && change === 'edited')) return refuse('NOTE_NOT_FOUND', 'There is no such note.');
      if (!isAuthor(actor, note)) return refuse('NOT_AUTHOR', 'Only who wrote a note can change or delete it.');
      if (!isDeleted) await tx.query(CHANGE, [noteId, text, change === 'edited' ? 'editedAt' : 'revokedAt']);
      return await this.tell(tx, locks, { sessionId, messageId: noteId, change });
    });
  }

  private async tell(
    tx: EntityManager,
    locks: Locks,
    what: { sessionId: string; messageId: string; change: NoteChange },
  ): Promise<MessageView> {
    const row = (await record(tx, this.configuration, locks, [{ type: 'note', ...what }])).get(what.messageId);
    if (!row) throw new Error(`note ${what.messageId} is not there`);
    return toMessageView(row, this.configuration);
  }

  /** With the session locked, where the actor sees it. */
  private async within<T>(
    actor: Actor,
    sessionId: string,
    work: (tx: EntityManager, locks: Locks, session: AnswerableRow) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    return await inTransaction(this.source, async (tx) => {
      const { locks, session } = await lockToAnswer(tx, sessionId);
      const refused = refuseActor(this.configuration, actor, session);
      if (refused || !session) return refused ?? notFound;
      return await work(tx, locks, session);
    });
  }
}

function isAuthor(actor: Actor, { author, details }: Pick<MessageRow, 'author' | 'details'>): boolean {
  return actor.kind === 'agent' ? author === actor.extensionId : details?.writtenBy?.keyId === actor.keyId;
}

const STORE = `
  WITH named AS (
    INSERT INTO idempotency (caller, key, body_sha256, message_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING date_trunc('milliseconds', wabx.now()) AS now
  ), stored AS (
    INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind, state,
                         content, author, details, sent_at, received_at, position)
    SELECT $4, $5, $6, $7, $8, 'internal', 'agent', 'note', 'noted', $9, $10, $11, now, now, nextval('outbound_position')
    FROM named RETURNING id
  ) SELECT id FROM stored`;

const CHANGE = `
  UPDATE message SET content = jsonb_set(content, '{text,body}', to_jsonb($2::text)),
    details = coalesce(details, '{}') || jsonb_build_object($3::text, to_char(wabx.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  WHERE id = $1`;
