import { markRead } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import { invalidInput } from '@wabx/runtime';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { readStateShape, readUpTo } from './read-positions.js';
import { isRefusal, refuse, type Actor, type Refusal } from './refusal.js';
import type { SessionStore } from './session-store.js';

export const readSchema = z
  .strictObject({
    upTo: z.uuid().optional().describe('Message of the session up to which was read; missing: all of them'),
    showCustomer: z.boolean().default(true).describe('Whether the customer sees it, as blue ticks'),
  })
  .prefault({})
  .meta({ id: 'ReadMark' });

export const shownSchema = z
  .object({ messageId: z.uuid().describe('The newest message of the customer, up to which it is shown') })
  .meta({ id: 'Shown' });
export type Shown = z.infer<typeof shownSchema>;

export const readAnswerSchema = shownSchema
  .partial()
  .extend(readStateShape)
  .describe('`messageId` only where the customer is shown it')
  .meta({ id: 'ReadMarked' });
export type ReadAnswer = z.infer<typeof readAnswerSchema>;

/** Keeps how far agents have read, and shows it to customers by way of outbound-sender, who alone speaks with Meta. */
export class ReadMarks {
  constructor(
    private readonly source: DataSource,
    private readonly sessions: SessionStore,
    private readonly requests: Requests,
  ) {}

  /** What was read stays read when WhatsApp does not take the mark. Whoever may see the session may. */
  async read(
    actor: Actor,
    sessionId: string,
    { upTo, showCustomer }: z.infer<typeof readSchema>,
  ): Promise<ReadAnswer | Refusal> {
    const session = await this.sessions.find(actor, sessionId);
    if (isRefusal(session)) return session;
    if (upTo !== undefined) await this.assertIn(sessionId, upTo);
    const { extensionId: reader } = actor;
    const place = { sessionId, channelId: session.channelId, upTo };
    const state = reader === undefined ? {} : await readUpTo(this.source, { ...place, reader });
    if (!showCustomer) return state;
    const shown = await this.show(session, { upTo, typing: false });
    return isRefusal(shown) ? shown : { ...shown, ...state };
  }

  /** Also marks as read for the customer; Meta hides the indicator after 25 s or with the next message. */
  async typing(actor: Actor, sessionId: string): Promise<Shown | Refusal> {
    const session = await this.sessions.find(actor, sessionId);
    if (isRefusal(session)) return session;
    if (session.state === 'closed') {
      return refuse('SESSION_CLOSED', 'The session is closed; the next message of the customer opens a new one.');
    }
    return await this.show(session, { typing: true });
  }

  private async show(
    { id, channelId, number }: { id: string; channelId: string; number: { phoneNumberId: string } },
    { upTo, typing }: { upTo?: string | undefined; typing: boolean },
  ): Promise<Shown | Refusal> {
    const [newest] = (await this.source.query(
      `SELECT id, wa_message_id FROM message
       WHERE session_id = $1 AND direction = 'inbound' AND wa_message_id IS NOT NULL AND kind <> 'stand_in'
         ${upTo === undefined ? '' : 'AND (sent_at, position, id) <= (SELECT sent_at, position, id FROM message WHERE id = $2)'}
       ORDER BY sent_at DESC, position DESC LIMIT 1`,
      [id, ...(upTo === undefined ? [] : [upTo])],
    )) as { id: string; wa_message_id: string }[];
    if (!newest) return refuse('NOTHING_TO_READ', 'The customer has not written anything in this session yet.');
    const { phoneNumberId } = number;
    const told = await this.requests.ask(markRead, {
      channelId,
      phoneNumberId,
      waMessageId: newest.wa_message_id,
      typing,
    });
    if (told.outcome === 'shown') return { messageId: newest.id };
    return refuse('NOT_SHOWN', 'WhatsApp did not take the read mark; nothing else depends on it.', {
      error: told.outcome === 'refused' ? told.error : undefined,
    });
  }

  private async assertIn(sessionId: string, messageId: string): Promise<void> {
    const found = (await this.source.query('SELECT FROM message WHERE id = $1 AND session_id = $2', [
      messageId,
      sessionId,
    ])) as object[];
    if (found.length === 0) throw invalidInput([{ path: ['upTo'], message: 'is not a message of this session' }]);
  }
}
