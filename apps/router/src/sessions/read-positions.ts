import { sessionRead } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue, inTransaction, type Queryable } from '@wabx/persistence';
import type { DataSource } from 'typeorm';
import { z } from 'zod';

/** More are not counted, in a session or of sessions: people see `99+`. */
const UNREAD_MAX = 100;

/** Members of a session's view that depend on who reads it. */
export const readStateShape = {
  unread: z
    .number()
    .int()
    .max(UNREAD_MAX)
    .optional()
    .describe(
      `Messages of the customer that the caller's extension has not read, at most ${UNREAD_MAX}; none in a closed session. Missing for callers without extension`,
    ),
  readUpTo: z.uuid().optional().describe("The customer's message up to which the caller's extension has read"),
};
export const seenStateShape = {
  ...readStateShape,
  archived: z.boolean().optional().describe("Whether the caller's extension has filed the session away"),
};
export interface ReadState {
  unread?: number | undefined;
  readUpTo?: string | undefined;
}

/**
 * The messages of session `s` behind the reader's position `r`, of which there may be none. A message that came late has its
 * place before the position, so when it came decides.
 */
const unreadMessages = `
  SELECT FROM message m
  WHERE m.session_id = s.id AND m.direction = 'inbound' AND m.joined_to IS NULL
    AND (m.sent_at, m.position, m.id)
      > (coalesce(r.sent_at, '-infinity'), coalesce(r.position, 0), coalesce(r.message_id, '00000000-0000-0000-0000-000000000000'))
  UNION ALL
  SELECT FROM message m
  WHERE m.session_id = s.id AND m.direction = 'inbound' AND m.joined_to IS NULL AND m.late AND m.received_at > r.read_at
    AND (m.sent_at, m.position, m.id) <= (r.sent_at, r.position, r.message_id)`;

/** What a reader has read of each of these sessions, and filed away; nothing is known of who reads without an extension. */
export async function readStates(
  db: Queryable,
  reader: string | undefined,
  sessionIds: string[],
): Promise<Map<string, ReadState & { archived: boolean }>> {
  if (reader === undefined || sessionIds.length === 0) return new Map();
  const rows = (await db.query(
    `SELECT s.id, r.message_id,
            EXISTS (SELECT FROM archived a WHERE a.session_id = s.id AND a.extension_id = $2) AS archived,
            CASE s.state WHEN 'open'
              THEN (SELECT count(*)::int FROM (${unreadMessages} LIMIT ${UNREAD_MAX}) AS u) ELSE 0 END AS unread
     FROM session s LEFT JOIN read_position r ON r.session_id = s.id AND r.extension_id = $2
     WHERE s.id = ANY($1)`,
    [sessionIds, reader],
  )) as { id: string; message_id: string | null; unread: number; archived: boolean }[];
  return new Map(
    rows.map(({ id, message_id, unread, archived }) => [id, { unread, readUpTo: message_id ?? undefined, archived }]),
  );
}

/** Of how many open sessions `s` that fit, the reader has not read everything. */
export async function countUnreadSessions(
  db: Queryable,
  reader: string,
  where: (bind: (value: unknown) => string) => string,
): Promise<number> {
  const parameters: unknown[] = [reader];
  const fits = where((value) => `$${parameters.push(value)}`);
  const [found] = (await db.query(
    `SELECT count(*)::int AS count FROM (
       SELECT FROM session s LEFT JOIN read_position r ON r.session_id = s.id AND r.extension_id = $1
       WHERE s.state = 'open' AND ${fits} AND EXISTS (${unreadMessages}) LIMIT ${UNREAD_MAX}) AS u`,
    parameters,
  )) as { count: number }[];
  return found?.count ?? 0;
}

/**
 * Moves a reader's position to the customer's newest message, or the newest up to the message `upTo`; never back, whoever
 * comes first of two. Answers the position when it moved, or what came late was read by it.
 */
export const movePosition = (session: string, reader: string, upTo?: string) => `
  INSERT INTO read_position AS r (session_id, extension_id, sent_at, position, message_id, read_at)
  SELECT s.id, ${reader}, newest.sent_at, newest.position, newest.id, wabx.now()
  FROM session s CROSS JOIN LATERAL (
    SELECT m.sent_at, m.position, m.id FROM message m
    WHERE m.session_id = s.id AND m.direction = 'inbound' AND m.joined_to IS NULL
      ${upTo ? `AND (m.sent_at, m.position, m.id) <= (SELECT t.sent_at, t.position, t.id FROM message t WHERE t.id = ${upTo})` : ''}
    ORDER BY m.sent_at DESC, m.position DESC, m.id DESC LIMIT 1) AS newest
  WHERE s.id = ${session} AND ${reader} IS NOT NULL FOR KEY SHARE OF s
  ON CONFLICT (session_id, extension_id) DO UPDATE SET
    sent_at = excluded.sent_at, position = excluded.position, message_id = excluded.message_id, read_at = excluded.read_at
  WHERE (r.sent_at, r.position, r.message_id) < (excluded.sent_at, excluded.position, excluded.message_id)
     OR (r.message_id = excluded.message_id
         AND EXISTS (SELECT FROM message m WHERE m.session_id = r.session_id AND m.late AND m.received_at > r.read_at))
  RETURNING message_id`;

/** Moves the position and tells the agent's other devices; answers what is unread now. */
export async function readUpTo(
  source: DataSource,
  {
    sessionId,
    channelId,
    reader,
    upTo,
  }: { sessionId: string; channelId: string; reader: string; upTo?: string | undefined },
): Promise<ReadState> {
  return await inTransaction(source, async (tx) => {
    const given = [sessionId, reader, ...(upTo === undefined ? [] : [upTo])];
    const moved = (await tx.query(movePosition('$1', '$2::uuid', upTo && '$3'), given)) as { message_id: string }[];
    const { unread, readUpTo } = (await readStates(tx, reader, [sessionId])).get(sessionId) ?? {};
    const [to] = moved;
    if (to) await enqueue(tx, [toReadFact({ sessionId, channelId, reader, upTo: to.message_id }, unread ?? 0)]);
    return { unread, readUpTo };
  });
}

export function toReadFact(
  { sessionId, channelId, reader, upTo }: { sessionId: string; channelId: string; reader: string; upTo: string },
  unread: number,
) {
  const data = { sessionId, extensionId: reader, readUpTo: upTo, unread };
  return toOutboxFact(sessionRead, channelId, data, { orderKey: sessionId });
}
