import type { Database } from '../database.js';

/** The doctor looks soon at the channels whose numbers lead to these queues: somebody came to them, or nobody is left. */
export async function lookAtChannelsOf({ manager }: Database, queueIds: readonly string[]): Promise<void> {
  // After the change has ended: whoever changes a channel locks it before the queues that it leads to.
  await manager.query(
    `UPDATE channel SET health_due_at = wabx.now()
      WHERE id IN (SELECT channel_id FROM number WHERE queue_id = ANY($1::uuid[]))`,
    [queueIds],
  );
}
