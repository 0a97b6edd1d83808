import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockSessions } from '../locks.js';
import { record, type Happening } from './record.js';

/** Gives orphans of numbers that are configured by now the destination they would have had. Returns how many. */
export async function routeOrphans(source: DataSource, configuration: Configuration): Promise<number> {
  const orphans = (await source.query(
    `SELECT DISTINCT channel_id, phone_number_id FROM session WHERE state = 'open' AND destination_id IS NULL LIMIT 1000`,
  )) as { channel_id: string; phone_number_id: string }[];
  let routed = 0;
  for (const { channel_id, phone_number_id } of orphans) {
    const destination = configuration.number(channel_id, phone_number_id)?.destination;
    if (!destination || !configuration.exists(destination)) continue;
    routed += await inTransaction(source, async (tx) => {
      const isOrphan = `r.channel_id = $1 AND r.phone_number_id = $2 AND r.state = 'open' AND r.destination_id IS NULL`;
      const locks = await lockSessions(tx, isOrphan, [channel_id, phone_number_id], 'LIMIT 500');
      await tx.query(
        `UPDATE session SET destination_type = $2, destination_id = $3, assignee = $4, claim_epoch = claim_epoch + 1
         WHERE id = ANY($1)`,
        [locks.sessions, destination.type, destination.id, destination.type === 'extension' ? destination.id : null],
      );
      await record(
        tx,
        configuration,
        locks,
        locks.sessions.map((id): Happening => ({ type: 'session', sessionId: id, change: 'routed' })),
      );
      return locks.sessions.length;
    });
  }
  return routed;
}
