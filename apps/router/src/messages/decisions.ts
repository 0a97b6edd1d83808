import { sendDecided, type DataOf, type MessageView, type SendDecision } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { lockToAnswer } from '../locks.js';
import { record, type Happening } from '../sessions/record.js';
import { actorId, isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import type { AnswerableRow } from '../sessions/session-view.js';
import { refuseActor, refuseClosed, refuseShutWindow } from './answerable.js';
import { selectMessages, toMessageView, type MessageRow } from './message-view.js';

/** The attempt that the decision is about: what is decided twice, or about an attempt that is past, is refused. */
const attempt = z.number().int().nonnegative();
export const retrySchema = z.object({ attempt }).meta({ id: 'Retry' });
export const resolveSchema = z
  .object({ attempt, decision: z.enum(['resend', 'treat-as-sent', 'discard']) })
  .meta({ id: 'Resolve' });

/** outbound-sender forgets what ended 45 days ago; well before that nobody decides about it any more. */
export const DECIDABLE_DAYS = 30;

/**
 * What people decide about replies that failed or whose outcome nobody knows. Of many at once exactly one counts: it
 * marks the state that it is about, under the session's lock. outbound-sender, who owns the state, does it if the state
 * is still that one, so that what Meta says meanwhile wins.
 */
export class Decisions {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  /** Answers the message as it is; what becomes of it, its next change tells. */
  async decide(
    actor: Actor,
    {
      sessionId,
      messageId,
      ...wanted
    }: { sessionId: string; messageId: string; attempt: number; decision: SendDecision },
  ): Promise<MessageView | Refusal> {
    return await inTransaction(this.source, async (tx) => {
      const { locks, session } = await lockToAnswer(tx, sessionId);
      const refused = refuseActor(this.configuration, actor, session);
      if (refused || !session) return refused ?? notFound;
      const message = await messageOf(tx, session, messageId);
      if (!message) return notFound;
      const goesOut = wanted.decision === 'retry' || wanted.decision === 'resend';
      const closed = goesOut ? (refuseClosed(session) ?? refuseShutWindow(session)) : undefined;
      if (closed) return closed;
      const decided = await mark(tx, message, wanted);
      if (isRefusal(decided)) return decided;
      const details = { messageId, ...wanted };
      const decision: Happening = {
        type: 'session',
        sessionId,
        change: 'message-decided',
        actor: actorId(actor),
        details,
      };
      await record(
        tx,
        this.configuration,
        locks,
        [decision],
        [toOutboxFact(sendDecided, session.channel_id, decided, { orderKey: session.conversation_id })],
      );
      return toMessageView(message, this.configuration);
    });
  }
}

const notFound = refuse('NOT_FOUND', 'There is no such message in this session.');

async function messageOf(tx: EntityManager, session: AnswerableRow, id: string): Promise<MessageRow | undefined> {
  const [row] = (await tx.query(`${selectMessages} WHERE m.id = $1 AND m.session_id = $2`, [
    id,
    session.id,
  ])) as MessageRow[];
  return row?.direction === 'outbound' ? row : undefined;
}

/** Notes that the message's state is decided about, unless somebody did before or it is another state by now. */
async function mark(
  tx: EntityManager,
  message: MessageRow,
  { attempt, decision }: { attempt: number; decision: SendDecision },
): Promise<DataOf<typeof sendDecided> | Refusal> {
  const [marked] = (await tx.query(
    `WITH marked AS (
       UPDATE message SET decided_no = state_no
        WHERE id = $1 AND state = $2 AND attempt = $3 AND decided_no IS DISTINCT FROM state_no
          AND sent_at > wabx.now() - make_interval(days => ${DECIDABLE_DAYS})
       RETURNING state_no, conversation_id, phone_number_id
     ) SELECT marked.*, c.reply_window_closes_at FROM marked JOIN conversation c ON c.id = marked.conversation_id`,
    [message.id, decision === 'retry' ? 'failed' : 'needs_review', attempt],
  )) as { state_no: number; conversation_id: string; phone_number_id: string; reply_window_closes_at: Date }[];
  if (!marked) {
    const { state, attempt } = message;
    return decision === 'retry'
      ? refuse('NOT_RETRYABLE', 'Only a message that failed can be tried again, once for each failure.', {
          state,
          attempt,
        })
      : refuse('NOT_IN_REVIEW', 'Only a message whose outcome nobody knows needs a decision, and only one.', {
          state,
          attempt,
        });
  }
  return {
    messageId: message.id,
    conversationId: marked.conversation_id,
    phoneNumberId: marked.phone_number_id,
    decision,
    stateNo: marked.state_no,
    notAfter: marked.reply_window_closes_at.toISOString(),
  };
}
