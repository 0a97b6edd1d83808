import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { listMessages, type Messages } from '../messages/list-messages.js';
import type { MessageQuery } from '../messages/message-query.js';
import { visibleTo } from '../sessions/list-sessions.js';
import type { Actor } from '../sessions/refusal.js';

/**
 * Everything that was written between a customer and us, as far as the actor may see the sessions that it stands in, and all
 * of it on the numbers whose `earlier` sessions they may read. What stands in none, such as what was written on the phone before the customer answered, they see who see any session.
 */
export async function customerHistory(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  { people, earlier }: { people: string[]; earlier: string[] },
  query: MessageQuery,
): Promise<Messages> {
  return await listMessages(
    {
      source,
      configuration,
      where: (bind) => {
        const them = `ANY(${bind(people)}::uuid[])`;
        const isVisible = visibleTo(actor, configuration, bind);
        const isTheirs = `m.conversation_id IN (SELECT id FROM conversation WHERE customer_id = ${them})`;
        if (actor.kind === 'supervisor') return isTheirs;
        return `${isTheirs} AND (m.phone_number_id = ANY(${bind(earlier)}::text[]) OR EXISTS (
        SELECT FROM session s
        WHERE CASE WHEN m.session_id IS NULL THEN s.customer_id = ${them} ELSE s.id = m.session_id END AND ${isVisible}))`;
      },
    },
    query,
  );
}
