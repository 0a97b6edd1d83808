import { markRead } from '@wabx/contracts';
import type { Requests } from '@wabx/messaging';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { isRefusal, refuse, type Actor, type Refusal } from './refusal.js';
import type { SessionStore } from './session-store.js';

export const shownSchema = z
  .object({ messageId: z.uuid().describe('The newest message of the customer, up to which it is shown') })
  .meta({ id: 'Shown' });
export type Shown = z.infer<typeof shownSchema>;

/** Shows the customer that an agent has read, or is writing: asked of outbound-sender, who alone speaks with Meta. */
export class ReadMarks {
  constructor(
    private readonly source: DataSource,
    private readonly sessions: SessionStore,
    private readonly requests: Requests,
  ) {}

  /** Marks everything that the customer wrote in the session as read; whoever may see it may. */
  async read(actor: Actor, sessionId: string): Promise<Shown | Refusal> {
    return await this.show(actor, sessionId, false);
  }

  /** Also marks as read; Meta hides the indicator after 25 s or with the next message. */
  async typing(actor: Actor, sessionId: string): Promise<Shown | Refusal> {
    return await this.show(actor, sessionId, true);
  }

  private async show(actor: Actor, sessionId: string, typing: boolean): Promise<Shown | Refusal> {
    const session = await this.sessions.find(actor, sessionId);
    if (isRefusal(session)) return session;
    if (typing && session.state === 'closed') {
      return refuse('SESSION_CLOSED', 'The session is closed; the next message of the customer opens a new one.');
    }
    const [newest] = (await this.source.query(
      `SELECT id, wa_message_id FROM message
       WHERE session_id = $1 AND direction = 'inbound' AND wa_message_id IS NOT NULL AND kind <> 'stand_in'
       ORDER BY sent_at DESC, position DESC LIMIT 1`,
      [sessionId],
    )) as { id: string; wa_message_id: string }[];
    if (!newest) return refuse('NOTHING_TO_READ', 'The customer has not written anything in this session yet.');
    const { channelId, number } = session;
    const told = await this.requests.ask(markRead, {
      channelId,
      phoneNumberId: number.phoneNumberId,
      waMessageId: newest.wa_message_id,
      typing,
    });
    if (told.outcome === 'shown') return { messageId: newest.id };
    return refuse('NOT_SHOWN', 'WhatsApp did not take the read mark; nothing else depends on it.', {
      error: told.outcome === 'refused' ? told.error : undefined,
    });
  }
}
