import { inTransaction } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockSessions } from '../locks.js';
import { record, type Happening } from './record.js';

/**
 * Closes what is open on channels that were deleted: nothing can be answered there any more. Sessions of a number that
 * another channel has by now go there instead. Returns how many.
 */
export async function closeSessionsOfDeletedChannels(
  source: DataSource,
  configuration: Configuration,
): Promise<number> {
  const deleted = configuration.deletedChannels();
  if (deleted.length === 0) return 0;
  const served = [...configuration.channelsOfNumbers().keys()];
  let closed = 0;
  for (;;) {
    const count = await inTransaction(source, async (tx) => {
      const isLost = `r.state = 'open' AND r.channel_id = ANY($1) AND NOT r.phone_number_id = ANY($2)`;
      const locks = await lockSessions(tx, isLost, [deleted, served], 'LIMIT 500');
      await tx.query(
        `UPDATE session SET state = 'closed', closed_at = wabx.now(), close_reason = 'channel-deleted' WHERE id = ANY($1)`,
        [locks.sessions],
      );
      const happenings = locks.sessions.map((id): Happening => ({
        type: 'session',
        sessionId: id,
        change: 'closed',
        closeReason: 'channel-deleted',
      }));
      await record(tx, configuration, locks, happenings);
      return locks.sessions.length;
    });
    if (count === 0) return closed;
    closed += count;
  }
}
