import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { samePerson } from '../customers/same-person.js';
import type { Configuration } from '../directory.js';
import { telephoneDigits } from '../search/typed.js';
import { visibleTo } from '../sessions/list-sessions.js';
import { isRefusal, refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import type { FileSender } from './check-media.js';
import { digestOf, type Idempotency } from './idempotency.js';
import type { AddressedReply } from './reply-body.js';
import type { Accepted, ReplyStore } from './reply-store.js';

type Addressed = Exclude<AddressedReply, { type: 'template' }>;

/** Replies by number and customer. They go into the session that is open between the two, and never open one. */
export class AddressedReplies {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
    private readonly replies: ReplyStore,
  ) {}

  /** Of a session that the actor may not know it is not told that it is there. */
  async accept(
    actor: Actor,
    { from, to, ...reply }: Addressed,
    asked: Omit<Idempotency, 'bodySha256'>,
    files: Pick<FileSender, 'extensionId' | 'readsAll'>,
  ): Promise<Accepted | Refusal> {
    const phoneNumberId = this.configuration.phoneNumberIdOf(from);
    const addressee = `${phoneNumberId} ${to}`;
    // What was taken before is answered also when its session is closed by now.
    const earlier = await this.replies.earlier(this.source, { ...asked, bodySha256: digestOf(addressee, reply) });
    if (earlier) return earlier;
    const sessionId = await this.openSession(actor, phoneNumberId, to);
    if (sessionId === undefined) return noOpenSession;
    const outcome = await this.replies.accept(actor, sessionId, reply, asked, files, addressee);
    if (!isRefusal(outcome)) return outcome;
    return ['NOT_FOUND', 'SESSION_CLOSED'].includes(outcome.refused) ? noOpenSession : outcome;
  }

  /** Where customers were merged there may be two: the one that the actor may see, of these the newest. */
  private async openSession(actor: Actor, phoneNumberId: string, to: string): Promise<string | undefined> {
    const customers = await this.customersCalled(phoneNumberId, to);
    if (customers.length === 0) return undefined;
    const parameters: unknown[] = [phoneNumberId, customers];
    const bind = (value: unknown) => `$${parameters.push(value)}`;
    const [session] = (await this.source.query(
      `SELECT s.id FROM session s WHERE s.state = 'open' AND s.phone_number_id = $1 AND s.customer_id = ANY($2)
       ORDER BY CASE WHEN ${visibleTo(actor, this.configuration, bind)} THEN 0 ELSE 1 END, s.last_activity_at DESC, s.id LIMIT 1`,
      parameters,
    )) as { id: string }[];
    return session?.id;
  }

  private async customersCalled(phoneNumberId: string, to: string): Promise<string[]> {
    if (z.uuid().safeParse(to).success) return await samePerson(this.source, to);
    const channelId = this.configuration.channelsOfNumbers().get(phoneNumberId);
    if (channelId === undefined) return [];
    const digits = telephoneDigits(to);
    const rows = (await this.source.query(
      'SELECT customer_id AS id FROM customer_alias WHERE channel_id = $1 AND kind = $2 AND value = $3',
      [channelId, digits === undefined ? 'user_id' : 'phone', digits ?? to],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }
}

const noOpenSession = refuse(
  'NO_OPEN_SESSION',
  'No session is open with this customer on this number, or none that is yours to answer; only customers open one.',
);
