import type { EntityManager } from 'typeorm';
import { sameAs } from '../customers/same-person.js';
import type { Happening } from './record.js';
import type { Actor } from './refusal.js';

/**
 * Opens a closed session again, whose conversation is locked. Nothing happens where the customer has another one open on the
 * number by now, or turned out to be another customer: the conversation goes on there, and this one stays closed.
 */
export async function reopen(tx: EntityManager, sessionId: string, actor: Actor): Promise<Happening[]> {
  const reopened = await tx.query<unknown[]>(
    `WITH reopened AS (
       UPDATE session s SET state = 'open', closed_at = NULL, close_reason = NULL, last_activity_at = wabx.now(),
                            idle_closes_at = wabx.now() + make_interval(secs => idle_seconds)
       WHERE id = $1 AND EXISTS (SELECT FROM customer c WHERE c.id = s.customer_id AND c.merged_into IS NULL)
         AND NOT EXISTS (SELECT FROM session o WHERE o.state = 'open' AND o.phone_number_id = s.phone_number_id
                            AND o.customer_id IN (${sameAs('s.customer_id')}))
       RETURNING 1
     ) SELECT 1 FROM reopened`,
    [sessionId],
  );
  return reopened.map(() => ({ type: 'session', sessionId, change: 'reopened', actor }));
}
