import { messageViewSchema, newId, sendRequested, type DataOf, type OutboundContent } from '@wabx/contracts';
import { toOutboxFact, type Requests } from '@wabx/messaging';
import { inTransaction, prepared, type Queryable } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { wayBack } from '../customers/way-back.js';
import type { Configuration } from '../directory.js';
import { lockToAnswer, type Locks } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import { audienceOf } from '../sessions/rights.js';
import { movePosition, toReadFact } from '../sessions/read-positions.js';
import { ownershipOf, type AnswerableRow } from '../sessions/session-view.js';
import { notFound, refuseActor, refuseClosed, refuseGoneChannel, refuseShutWindow } from './answerable.js';
import { checkMedia, type FileSender } from './check-media.js';
import { mayReadFile } from './files-of-messages.js';
import { toMessageView } from './message-view.js';
import { digestOf, takenBefore, type Idempotency } from './idempotency.js';
import { isMediaReply, type ReplyBody } from './reply-body.js';

/** The reply as its message, and the session's claim after it. */
export const replyAnswerSchema = messageViewSchema
  .extend({ claimEpoch: z.number().int().describe('For the next reply of the same author') })
  .meta({ id: 'AcceptedReply' });
export type ReplyAnswer = z.infer<typeof replyAnswerSchema>;

/** `isReplayed`: taken before under the same Idempotency-Key. */
export interface Accepted {
  answer: ReplyAnswer;
  isReplayed: boolean;
}

/** What goes out in a session: checked, and not stored yet. */
interface Reply {
  id: string;
  session: AnswerableRow;
  content: OutboundContent;
  quoted: string | undefined;
}

/** Accepts agents' replies: checked, numbered and handed to outbound-sender in one transaction, each key once. */
export class ReplyStore {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly requests: Requests,
  ) {}

  /** `addressee` is what the author has named in place of the session: the same key with another one is refused. */
  async accept(
    actor: Actor,
    sessionId: string,
    body: ReplyBody,
    asked: Omit<Idempotency, 'bodySha256'>,
    { isTest = false, ...files }: Pick<FileSender, 'extensionId' | 'readsAll'> & { isTest?: boolean },
    addressee = sessionId,
  ): Promise<Accepted | Refusal> {
    const idempotency = { ...asked, bodySha256: digestOf(addressee, body) };
    let media: OutboundContent | undefined;
    if (isMediaReply(body)) {
      const earlier = await this.earlier(this.source, idempotency);
      if (earlier) return earlier;
      // Asked before the transaction: no lock is held while another service thinks.
      const mayRead = (fileId: string, extensionId: string) =>
        mayReadFile(this.source, this.configuration, { fileId, extensionId });
      const checked = await checkMedia(this.requests, { ...files, keyId: asked.keyId, mayRead }, body);
      if (isRefusal(checked)) return checked;
      media = checked;
    }
    return await inTransaction(this.source, async (tx) => {
      const { locks, session } = await lockToAnswer(tx, sessionId);
      const reply = await this.check(tx, actor, session, body, media);
      const stored = isRefusal(reply)
        ? undefined
        : await this.store(tx, locks, actor, { ...reply, isTest }, idempotency);
      // What would be refused by now may have been taken before.
      if (stored) return { answer: stored, isReplayed: false };
      return (await this.earlier(tx, idempotency)) ?? (isRefusal(reply) ? reply : notFound);
    });
  }

  /** What was taken under this key before. */
  async earlier(source: Queryable, idempotency: Idempotency): Promise<Accepted | Refusal | undefined> {
    const known = await takenBefore(source, this.configuration, idempotency);
    if (known === undefined || isRefusal(known)) return known;
    const { view, claimEpoch } = known;
    return { answer: { ...view, claimEpoch }, isReplayed: true };
  }

  /** The reply, when every condition holds under the session's lock; the window by the one clock. */
  private async check(
    tx: EntityManager,
    actor: Actor,
    session: AnswerableRow | undefined,
    body: ReplyBody,
    media: OutboundContent | undefined,
  ): Promise<Reply | Refusal> {
    const refused = refuseActor(this.configuration, actor, session);
    if (refused || !session) return refused ?? notFound;
    const closed = refuseGoneChannel(this.configuration, session) ?? refuseClosed(session);
    if (closed) return closed;
    const { claimEpoch = session.claim_epoch } = body;
    if (claimEpoch !== session.claim_epoch && !this.isTakenByOwnReply(actor, session, claimEpoch)) {
      return refuse('CLAIM_CHANGED', 'The session changed hands since this reply was written.', {
        claimEpoch: session.claim_epoch,
      });
    }
    const shut = refuseShutWindow(session);
    if (shut) return shut;
    const content = media ?? (await toContent(tx, session, body));
    if (isRefusal(content)) return content;
    const quoted = await quotedBy(tx, session, body);
    return isRefusal(quoted) ? quoted : { id: newId(), session, content, quoted };
  }

  /** Undefined when a reply was stored under this key before. */
  private async store(
    tx: EntityManager,
    locks: Locks,
    actor: Actor,
    { id, session, content, quoted, isTest }: Reply & { isTest: boolean },
    { caller, keyId, key, bodySha256 }: Idempotency,
  ): Promise<ReplyAnswer | undefined> {
    const [stored] = (await tx.query(STORE, [
      caller,
      key,
      bodySha256,
      id,
      session.id,
      session.conversation_id,
      session.channel_id,
      session.phone_number_id,
      content.kind,
      JSON.stringify(content),
      'media' in content ? content.media.fileId : null,
      quoted ?? null,
      actor.kind === 'agent' ? actor.extensionId : null,
      keyId,
      detailsOf(actor, isTest),
      actor.extensionId ?? null,
    ])) as Stored[];
    if (!stored) return undefined;
    const send: DataOf<typeof sendRequested> = {
      messageId: id,
      sessionId: session.id,
      phoneNumberId: session.phone_number_id,
      conversationId: session.conversation_id,
      sequence: Number(stored.last_sequence),
      recipient: { waId: stored.reply_wa_id ?? undefined, userId: stored.reply_user_id ?? undefined },
      content,
      replyToWaMessageId: quoted,
      acceptedAt: stored.now.toISOString(),
      notAfter: stored.reply_window_closes_at.toISOString(),
    };
    const taken = await this.takeByFirstReply(tx, actor, session);
    const happenings: Happening[] = [
      ...taken,
      {
        type: 'stored',
        sessionId: session.id,
        messageId: id,
        // A reaction shows on its target; it is no message more, and a test is none for the customer's sake.
        counted: isTest || content.kind === 'reaction' ? 'apart' : 'sent',
      },
    ];
    const { read_up_to: upTo } = stored;
    const { extensionId: reader } = actor;
    const messages = await record(tx, this.configuration, locks, happenings, [
      toOutboxFact(sendRequested, session.channel_id, send, { orderKey: session.conversation_id }),
      // Who answers has read: nothing that was there is unread any more.
      ...(upTo && reader
        ? [toReadFact({ sessionId: session.id, channelId: session.channel_id, reader, upTo }, 0)]
        : []),
    ]);
    const row = messages.get(id);
    if (!row) throw new Error(`message ${id} is not there`);
    return { ...toMessageView(row, this.configuration), claimEpoch: session.claim_epoch + taken.length };
  }

  /** Two quick replies: the first took the session, and the second was written before its answer came. */
  private isTakenByOwnReply(actor: Actor, session: AnswerableRow, claimEpoch: number): boolean {
    const isOwner = actor.kind === 'agent' && session.assignee === actor.extensionId;
    return isOwner && claimEpoch === session.claim_epoch - 1 && this.isAuto(session);
  }

  private isAuto({ destination_type: type, destination_id: id }: AnswerableRow): boolean {
    return type === 'queue' && id !== null && this.configuration.queue(id)?.assignmentMode === 'auto';
  }

  /** In a queue with assignment mode `auto` the first reply takes the session. */
  private async takeByFirstReply(tx: EntityManager, actor: Actor, row: AnswerableRow): Promise<Happening[]> {
    if (actor.kind !== 'agent' || row.assignee || !this.isAuto(row)) return [];
    await tx.query(
      'UPDATE session SET assignee = $2, claim_epoch = claim_epoch + 1 WHERE id = $1 AND assignee IS NULL',
      [row.id, actor.extensionId],
    );
    const audienceBefore = audienceOf(ownershipOf(row), this.configuration);
    return [{ type: 'session', sessionId: row.id, change: 'claimed', actor, audienceBefore }];
  }
}

function detailsOf(actor: Actor, isTest: boolean): string | null {
  if (actor.kind === 'agent') return null;
  const { keyId, name } = actor;
  return JSON.stringify({ writtenBy: { keyId, name }, ...(isTest ? { test: true } : {}) });
}

interface Stored {
  last_sequence: string;
  reply_window_closes_at: Date;
  reply_wa_id: string | null;
  reply_user_id: string | null;
  now: Date;
  /** The message of the customer up to which the author has read by this reply; missing where that was so before. */
  read_up_to: string | null;
}

/** Everything follows from the key: nothing is written when it was there. */
const STORE = prepared(
  'store_reply',
  `WITH named AS (
    INSERT INTO idempotency (caller, key, body_sha256, message_id)
    SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM idempotency WHERE caller = $14 AND key = $2)
    ON CONFLICT DO NOTHING RETURNING wabx.now() AS now
  ), numbered AS (
    UPDATE conversation v SET last_sequence = v.last_sequence + 1 FROM named, customer c
    WHERE v.id = $6 AND c.id = v.customer_id
    RETURNING v.last_sequence, v.reply_window_closes_at, ${wayBack}, date_trunc('milliseconds', now) AS now
  ), touched AS (
    UPDATE session SET last_activity_at = greatest(last_activity_at, now),
                       idle_closes_at = greatest(idle_closes_at, now + make_interval(secs => idle_seconds))
    FROM named WHERE id = $5
  ), stored AS (
    INSERT INTO message (id, session_id, conversation_id, channel_id, phone_number_id, direction, origin, kind, state,
                         content, file_id, reply_to, author, sequence, sent_at, received_at, position, details)
    SELECT $4, $5, $6, $7, $8, 'outbound', 'agent', $9, 'accepted', $10, $11, $12, $13, last_sequence, now, now,
           nextval('outbound_position'), $15::jsonb
    FROM numbered
  ), read AS (${movePosition('(SELECT $5::uuid FROM named)', '$16::uuid')}
  ) SELECT *, (SELECT message_id FROM read) AS read_up_to FROM numbered`,
);

async function quotedBy(tx: EntityManager, row: AnswerableRow, body: ReplyBody): Promise<string | undefined | Refusal> {
  if (body.type === 'reaction' || !body.replyTo) return undefined;
  const found = await waMessageIdOf(tx, row, body.replyTo);
  return found ?? refuse('REPLY_TO_UNKNOWN', 'The quoted message is not in this conversation.');
}

async function toContent(tx: EntityManager, row: AnswerableRow, body: ReplyBody): Promise<OutboundContent | Refusal> {
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

async function waMessageIdOf(tx: EntityManager, row: AnswerableRow, messageId: string): Promise<string | undefined> {
  const [found] = (await tx.query(
    'SELECT wa_message_id FROM message WHERE id = $1 AND conversation_id = $2 AND wa_message_id IS NOT NULL',
    [messageId, row.conversation_id],
  )) as { wa_message_id: string }[];
  return found?.wa_message_id;
}
