import { prepared } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { sendColumns, type Send } from './send.js';

export interface PickOptions {
  phoneNumberId: string;
  limit: number;
  /** Replies that the leader has in hand. */
  except: string[];
  /** Of the channel's configuration that the calls will use: a pause of an older one is over. */
  revision: number;
  /** Goes through a paused channel or number, to see whether it works again. */
  isProbe: boolean;
}

/**
 * The next replies of a number: of each conversation its first unfinished one, of all conversations those that had no turn
 * for the longest time. Only the number's leader asks, so nothing is locked or claimed; the start decides.
 */
export async function pickSends(source: DataSource, options: PickOptions): Promise<Send[]> {
  const { phoneNumberId, limit, except, revision, isProbe } = options;
  return await source.query(PICK, [phoneNumberId, limit, except, revision, isProbe]);
}

const PICK = prepared(
  'pick_sends',
  `WITH clock AS MATERIALIZED (SELECT wabx.now() AS now)
   SELECT ${sendColumns('s')} FROM clock, conversation c JOIN send s ON s.message_id = c.head
    WHERE c.phone_number_id = $1 AND c.ready_at <= clock.now AND c.head <> ALL($3::uuid[])
      -- In one expression: nothing but the key is to find the row, however few seem to be queued.
      AND CASE WHEN s.state IN ('queued', 'retry_wait') THEN s.not_after > clock.now ELSE false END
      AND ($5 OR NOT EXISTS (SELECT FROM channel_pause p WHERE p.channel_id = c.channel_id AND p.version >= $4
                                                          AND p.phone_number_id IN ('', c.phone_number_id)))
    ORDER BY c.turn LIMIT $2`,
);
