import { messageViewSchema, type MessageView } from '@wabx/contracts';
import { invalidInput } from '@wabx/runtime';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { encodeCursor, type Direction, type MessageQuery, type Place } from './message-query.js';
import { amendedMessages, messageColumns, toMessageView, type MessageRow } from './message-view.js';

export const messagesSchema = z
  .object({
    items: z.array(messageViewSchema).describe('In the order in which they were written'),
    nextCursor: z.string().optional().describe('The page after this one in the direction of the walk'),
    hasOlder: z.boolean().describe('Others were written before the first of these: `before` gets them'),
    hasNewer: z.boolean().describe('Others were written after the last of these: `after` gets them'),
  })
  .meta({ id: 'Messages' });
export type Messages = z.infer<typeof messagesSchema>;

/** The list: its messages `m`, of which something holds. `bind` makes a parameter of a value. */
export interface MessageList {
  source: DataSource;
  configuration: Configuration;
  where: (bind: (value: unknown) => string) => string;
}

/**
 * What the contents of a page may have together, at which it ends before its limit: a message may hold as much as a webhook
 * does. The first one comes in any case, or nobody would get past it.
 */
const PAGE_BYTES_MAX = 1024 * 1024;

/** One page, which reads from top to bottom in the order for people, wherever it was opened. */
export async function listMessages(list: MessageList, query: MessageQuery): Promise<Messages> {
  const { limit, cursor, order, before, after, around } = query;
  if (around !== undefined) return await pageAround(list, await placeOf(list, 'around', around), limit);
  if (before !== undefined) return await pageFrom(list, 'older', await placeOf(list, 'before', before), limit);
  if (after !== undefined) return await pageFrom(list, 'newer', await placeOf(list, 'after', after), limit);
  if (cursor === undefined) return await pageFrom(list, order === 'newest' ? 'older' : 'newer', undefined, limit);
  const [direction, ...place] = cursor;
  return await pageFrom(list, direction, place, limit);
}

async function pageFrom(
  list: MessageList,
  direction: Direction,
  from: Place | undefined,
  limit: number,
): Promise<Messages> {
  const { items, isLast } = await read(list, { direction, from, limit });
  const edge = direction === 'older' ? items.at(0) : items.at(-1);
  const isStart = from === undefined;
  return {
    items,
    ...(!isLast && edge && { nextCursor: encodeCursor(direction, await placeOf(list, 'cursor', edge.id)) }),
    hasOlder: direction === 'older' ? !isLast : !isStart,
    hasNewer: direction === 'newer' ? !isLast : !isStart,
  };
}

/** Both sides are asked for a whole page: where one side is short, the other fills the room. */
async function pageAround(list: MessageList, place: Place, limit: number): Promise<Messages> {
  const older = await read(list, { direction: 'older', from: place, limit });
  const newer = await read(list, { direction: 'newer', from: place, including: true, limit });
  const all = [...older.items, ...newer.items];
  const middle = Math.max(older.items.length - Math.floor(limit / 2), 0);
  const start = Math.max(Math.min(middle, all.length - limit), 0);
  return {
    items: all.slice(start, start + limit),
    hasOlder: start > 0 || !older.isLast,
    hasNewer: start + limit < all.length || !newer.isLast,
  };
}

async function read(
  { source, configuration, where }: MessageList,
  {
    direction,
    from,
    including,
    limit,
  }: { direction: Direction; from?: Place | undefined; including?: true; limit: number },
): Promise<{ items: MessageView[]; isLast: boolean }> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const beyond = `${direction === 'older' ? '<' : '>'}${including ? '=' : ''}`;
  const sorted = direction === 'older' ? 'DESC' : 'ASC';
  const order = ['m.sent_at', 'm.position', 'm.id'].map((column) => `${column} ${sorted}`).join(', ');
  // Cut where they are: what does not fit is not even sent here.
  const rows = (await source.query(
    `WITH page AS (
       SELECT m.id, lead(m.id) OVER (ORDER BY ${order}) IS NULL AS is_last,
              coalesce(sum(octet_length(m.content::text) + coalesce(octet_length(a.content::text), 0))
                OVER (ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
       FROM ${amendedMessages} WHERE ${where(bind)} AND m.joined_to IS NULL
         ${from ? `AND (m.sent_at, m.position, m.id) ${beyond} (${from.map(bind).join(', ')})` : ''}
       ORDER BY ${order} LIMIT ${bind(limit)})
     SELECT page.is_last, ${messageColumns} FROM ${amendedMessages} JOIN page ON page.id = m.id
     WHERE page.bytes_before < ${PAGE_BYTES_MAX} ORDER BY ${order}`,
    parameters,
  )) as (MessageRow & { is_last: boolean })[];
  const isLast = rows.at(-1)?.is_last ?? true;
  if (direction === 'older') rows.reverse();
  return { items: rows.map((row) => toMessageView(row, configuration)), isLast };
}

/** Exactly: the driver's Date drops microseconds. A message of another list is none of this one. */
async function placeOf({ source, where }: MessageList, parameter: string, id: string): Promise<Place> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const [row] = (await source.query(
    `SELECT to_char(m.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS sent_at, m.position
     FROM message m WHERE m.id = ${bind(id)} AND ${where(bind)}`,
    parameters,
  )) as { sent_at: string; position: string }[];
  if (!row) throw invalidInput([{ path: [parameter], message: 'is not a message of this list' }]);
  return [row.sent_at, row.position, id];
}
