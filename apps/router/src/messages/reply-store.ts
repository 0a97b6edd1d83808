import { newId, sendRequested, type DataOf, type MessageView, type OutboundContent } from '@wabx/contracts';
import { toOutboxFact, type Requests } from '@wabx/messaging';
import { enqueue, inTransaction } from '@wabx/persistence';
import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockConversationOf, type Locks } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { actorId, isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import { audienceOf } from '../sessions/rights.js';
import { ownershipOf, readSession, type SessionRow } from '../sessions/session-view.js';
import { notFound, refuseActor, refuseClosed, refuseShutWindow } from './answerable.js';
import { checkMedia } from './check-media.js';
import { selectMessages, toMessageView, type MessageRow } from './message-view.js';
import { isMediaReply, type ReplyBody } from './reply-body.js';

/** Accepts agents' replies: checked, numbered and handed to outbound-sender in one transaction, each key once. */
export class ReplyStore {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly requests: Requests,
  ) {}

  /** Stores the reply and answers its message; the same key with the same body answers the first one again. */
  async accept(
    actor: Actor,
    sessionId: string,
    body: ReplyBody,
    idempotency: { caller: string; key: string },
  ): Promise<MessageView | Refusal> {
    const bodySha256 = createHash('sha256')
      .update(`${sessionId} ${canonical(body)}`)
      .digest('hex');
    const earlier = await this.earlier(this.source, idempotency, bodySha256);
    if (earlier) return earlier;
    // Asked before the transaction: no lock is held while another service thinks.
    const media = isMediaReply(body) ? await checkMedia(this.requests, body) : undefined;
    if (isRefusal(media)) return media;
    try {
      return await inTransaction(this.source, async (tx) => {
        const locks = await lockConversationOf(tx, sessionId);
        const row = await readSession(tx, sessionId);
        const messageId = newId();
        const [mine] = (await tx.query(
          `INSERT INTO idempotency (caller, key, body_sha256, message_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING RETURNING message_id`,
          [idempotency.caller, idempotency.key, bodySha256, messageId],
        )) as unknown[];
        if (!mine) return (await this.earlier(tx, idempotency, bodySha256)) ?? notFound;
        const session = orRollBack(await this.answerable(tx, actor, row, body));
        const content = media ?? orRollBack(await toContent(tx, session, body));
        const quoted = orRollBack(await quotedBy(tx, session, body));
        return await this.store(tx, locks, actor, session, messageId, content, quoted);
      });
    } catch (error) {
      // Refused is not done: the transaction is undone and the key stays free for another try.
      if (error instanceof RolledBack) return error.refusal;
      throw error;
    }
  }

  private async earlier(
    source: Pick<EntityManager, 'query'>,
    { caller, key }: { caller: string; key: string },
    bodySha256: string,
  ): Promise<MessageView | Refusal | undefined> {
    const [known] = (await source.query(
      'SELECT body_sha256, message_id FROM idempotency WHERE caller = $1 AND key = $2',
      [caller, key],
    )) as { body_sha256: string; message_id: string }[];
    if (!known) return undefined;
    if (known.body_sha256 !== bodySha256) {
      return refuse(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for another reply. Use a new one for each.',
      );
    }
    return await this.find(source, known.message_id);
  }

  private async find(source: Pick<EntityManager, 'query'>, id: string): Promise<MessageView> {
    const [row] = (await source.query(`${selectMessages} WHERE m.id = $1`, [id])) as MessageRow[];
    if (!row) throw new Error(`message ${id} is not there`);
    return toMessageView(row, this.configuration);
  }

  /** The session, when every condition of a reply holds under its lock; the window by the one clock. */
  private async answerable(
    tx: EntityManager,
    actor: Actor,
    row: SessionRow | undefined,
    body: ReplyBody,
  ): Promise<SessionRow | Refusal> {
    const refused = refuseActor(this.configuration, actor, row);
    if (refused || !row) return refused ?? notFound;
    const closed = refuseClosed(row);
    if (closed) return closed;
    if (body.claimEpoch !== row.claim_epoch) {
      return refuse('CLAIM_CHANGED', 'The session changed hands since this reply was written.', {
        claimEpoch: row.claim_epoch,
      });
    }
    return (await refuseShutWindow(tx, row)) ?? row;
  }

  private async store(
    tx: EntityManager,
    locks: Locks,
    actor: Actor,
    row: SessionRow,
    messageId: string,
    content: OutboundContent,
    quoted: string | undefined,
  ): Promise<MessageView> {
    const happenings: Happening[] = await this.takeByFirstReply(tx, actor, row);
    const [conversation] = (await tx.query(
      `WITH next AS (UPDATE conversation SET last_sequence = last_sequence + 1 WHERE id = $1
         RETURNING last_sequence, reply_window_closes_at, reply_wa_id, reply_user_id)
       SELECT *, wabx.now() AS now, nextval('outbound_position') AS position FROM next`,
      [row.conversation_id],
    )) as {
      last_sequence: string;
      reply_window_closes_at: Date;
      reply_wa_id: string | null;
      reply_user_id: string | null;
      now: Date;
      position: string;
    }[];
    if (!conversation) throw new Error(`conversation ${row.conversation_id} is not there`);
    const at = conversation.now.toISOString();
    await tx.query(
      `INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind, state,
                            content, file_id, reply_to, author, sequence, sent_at, received_at, position)
       VALUES ($1, $2, $3, $4, $5, 'outbound', 'agent', $6, 'accepted', $7, $8, $9, $10, $11, $12, $12, $13)`,
      [
        messageId,
        row.id,
        row.conversation_id,
        row.channel_id,
        row.phone_number_id,
        content.kind,
        JSON.stringify(content),
        'media' in content ? content.media.fileId : null,
        quoted ?? null,
        actor.kind === 'agent' ? actor.extensionId : null,
        conversation.last_sequence,
        at,
        conversation.position,
      ],
    );
    await tx.query(
      `UPDATE session SET last_activity_at = greatest(last_activity_at, wabx.now()),
                          idle_closes_at = greatest(idle_closes_at, wabx.now() + make_interval(secs => idle_seconds))
       WHERE id = $1`,
      [row.id],
    );
    const send: DataOf<typeof sendRequested> = {
      messageId,
      sessionId: row.id,
      phoneNumberId: row.phone_number_id,
      conversationId: row.conversation_id,
      sequence: Number(conversation.last_sequence),
      recipient: { waId: conversation.reply_wa_id ?? undefined, userId: conversation.reply_user_id ?? undefined },
      content,
      replyToWaMessageId: quoted,
      acceptedAt: at,
      notAfter: conversation.reply_window_closes_at.toISOString(),
    };
    await enqueue(tx, [toOutboxFact(sendRequested, row.channel_id, send, { orderKey: row.conversation_id })]);
    happenings.push({ type: 'stored', sessionId: row.id, messageId, counted: 'sent' });
    await record(tx, this.configuration, locks, happenings);
    return await this.find(tx, messageId);
  }

  /** In a queue with assignment mode `auto` the first reply takes the session. */
  private async takeByFirstReply(tx: EntityManager, actor: Actor, row: SessionRow): Promise<Happening[]> {
    const queue =
      row.destination_type === 'queue' && row.destination_id ? this.configuration.queue(row.destination_id) : undefined;
    if (actor.kind !== 'agent' || row.assignee || queue?.assignmentMode !== 'auto') return [];
    await tx.query(
      'UPDATE session SET assignee = $2, claim_epoch = claim_epoch + 1 WHERE id = $1 AND assignee IS NULL',
      [row.id, actor.extensionId],
    );
    const audienceBefore = audienceOf(ownershipOf(row), this.configuration);
    return [{ type: 'session', sessionId: row.id, change: 'claimed', actor: actorId(actor), audienceBefore }];
  }
}

class RolledBack extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.refused);
  }
}

function orRollBack<T>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new RolledBack(outcome);
  return outcome;
}

async function quotedBy(tx: EntityManager, row: SessionRow, body: ReplyBody): Promise<string | undefined | Refusal> {
  if (body.type === 'reaction' || !body.replyTo) return undefined;
  const found = await waMessageIdOf(tx, row, body.replyTo);
  return found ?? refuse('REPLY_TO_UNKNOWN', 'The quoted message is not in this conversation.');
}

async function toContent(tx: EntityManager, row: SessionRow, body: ReplyBody): Promise<OutboundContent | Refusal> {
  switch (body.type) {
    case 'text':
      return { kind: 'text', text: body.text };
    case 'location':
      return { kind: 'location', location: body.location };
    case 'contacts':
      return { kind: 'contacts', contacts: body.contacts };
    case 'interactive':
      return { kind: 'interactive', interactive: body.interactive };
    case 'reaction': {
      const target = await waMessageIdOf(tx, row, body.reaction.messageId);
      if (!target) return refuse('REPLY_TO_UNKNOWN', 'The message to react to is not in this conversation.');
      return { kind: 'reaction', reaction: { target, emoji: body.reaction.emoji } };
    }
    default:
      throw new Error(`a reply of type ${body.type} has its content from media-store`);
  }
}

async function waMessageIdOf(tx: EntityManager, row: SessionRow, messageId: string): Promise<string | undefined> {
  const [found] = (await tx.query(
    'SELECT wa_message_id FROM message WHERE id = $1 AND conversation_id = $2 AND wa_message_id IS NOT NULL',
    [messageId, row.conversation_id],
  )) as { wa_message_id: string }[];
  return found?.wa_message_id;
}

/** Equal for equal bodies, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    .join(',')}}`;
}
