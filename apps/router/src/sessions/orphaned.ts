import type { Configuration } from '../directory.js';

/**
 * Open sessions `s` that no living person can see: nobody owns one and nobody is in its queue, or its owner is gone.
 * Whatever the reason (a queue without agents, a deleted destination, a number that is not configured), because it is
 * the same rule as `audienceOf`, turned round.
 */
export function orphaned(configuration: Configuration, bind: (value: unknown) => string): string {
  const people = bind(configuration.livingExtensions());
  const heard = bind(configuration.staffedQueues());
  return `(s.state = 'open' AND CASE
            WHEN s.assignee IS NOT NULL THEN NOT s.assignee = ANY(${people}::uuid[])
            ELSE s.destination_type IS DISTINCT FROM 'queue' OR NOT s.destination_id = ANY(${heard}::uuid[]) END)`;
}
