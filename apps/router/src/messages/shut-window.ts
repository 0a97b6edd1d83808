import { limits, type sendChanged } from '@wabx/contracts';
import type { Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Configuration } from '../directory.js';
import { lockToAnswer } from '../locks.js';
import { record } from '../sessions/record.js';

type Fact = Received<typeof sendChanged>['data'];

/** What the customer wrote so shortly before the refusal may have crossed it. */
const CROSSED_SECONDS = 60;

/**
 * Meta's word about the reply window wins over our clock: a refusal 131047 shuts it in our books, until the customer writes
 * again. Each session in a transaction of its own; done twice it changes nothing.
 */
export async function shutRefusedWindows(
  source: DataSource,
  configuration: Configuration,
  events: readonly Received<typeof sendChanged>[],
): Promise<void> {
  const refused = new Map(events.flatMap(({ data }) => (isShut(data) ? [[data.messageId, data.at]] : [])));
  if (refused.size === 0) return;
  const messages = (await source.query(
    'SELECT id, session_id FROM message WHERE id = ANY($1) AND session_id IS NOT NULL ORDER BY session_id',
    [[...refused.keys()]],
  )) as { id: string; session_id: string }[];
  for (const { id, session_id } of messages) {
    await inTransaction(source, (tx) => shut(tx, configuration, session_id, refused.get(id) ?? ''));
  }
}

const isShut = ({ state, error }: Fact): boolean => state === 'failed' && error?.code === 131047;

async function shut(tx: EntityManager, configuration: Configuration, sessionId: string, at: string): Promise<void> {
  const { locks, session } = await lockToAnswer(tx, sessionId);
  if (!session) return;
  const rows = (await tx.query(
    `WITH shut AS (
       UPDATE conversation SET reply_window_closes_at = $2::timestamptz
        WHERE id = $1 AND reply_window_closes_at > $2::timestamptz
          AND reply_window_closes_at - make_interval(secs => $3) < $2::timestamptz - make_interval(secs => $4)
       RETURNING 1
     ) SELECT 1 FROM shut`,
    [session.conversation_id, at, limits.replyWindowSeconds, CROSSED_SECONDS],
  )) as unknown[];
  if (rows.length === 0 || session.state === 'closed') return;
  // Who looks at the session sees that it cannot be answered.
  const details = { code: 131047 };
  await record(tx, configuration, locks, [{ type: 'session', sessionId, change: 'window-closing', details }]);
}
