import type { EntityManager } from 'typeorm';
import type { Finding } from './check.js';

/** A number with how many people hear who writes to it. */
export interface NumberPeople {
  e164: string;
  destination: string;
  people: number;
}

/** Extensions are one person each: one that a number leads to cannot be deleted. */
export async function examineDestinations(manager: EntityManager, channelId: string): Promise<NumberPeople[]> {
  return await manager.query(
    `SELECT n.e164, coalesce(q.name, e.number) AS destination,
            CASE WHEN n.queue_id IS NULL THEN 1
                 ELSE (SELECT count(*)::int FROM queue_agent a WHERE a.queue_id = n.queue_id) END AS people
       FROM number n LEFT JOIN queue q ON q.id = n.queue_id LEFT JOIN extension e ON e.id = n.extension_id
      WHERE n.channel_id = $1 ORDER BY n.id`,
    [channelId],
  );
}

export function destinations(numbers: readonly NumberPeople[]): Finding {
  const evidence = { numbers };
  const unheard = numbers.filter(({ people }) => people === 0);
  if (unheard.length === 0) return { state: 'ok', evidence };
  return { state: 'failed', fault: 'nobody', isPartial: unheard.length < numbers.length, evidence };
}
