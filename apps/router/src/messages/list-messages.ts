import type { MessageView } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import { selectMessages, toMessageView, type MessageRow } from './message-view.js';

const cursorSchema = z.tuple([z.iso.datetime({ precision: 6 }), z.string().regex(/^\d+$/), z.uuid()]);

export const messageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .transform((text) => cursorSchema.safeParse(Buffer.from(text, 'base64url').toString().split(' ')).data)
    .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
    .optional(),
});
export type MessageQuery = z.infer<typeof messageQuerySchema>;

/** The messages `m` for which `where` holds, in the order for people: (sent at, stream position). */
export async function listMessages(
  source: DataSource,
  configuration: Configuration,
  where: (bind: (value: unknown) => string) => string,
  { limit, cursor }: MessageQuery,
): Promise<{ items: MessageView[]; nextCursor?: string }> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const from = cursor ? `AND (m.sent_at, m.position, m.id) > (${cursor.map(bind).join(', ')})` : '';
  const rows = (await source.query(
    `${selectMessages} WHERE ${where(bind)} AND m.joined_to IS NULL ${from}
     ORDER BY m.sent_at, m.position, m.id LIMIT ${bind(limit + 1)}`,
    parameters,
  )) as MessageRow[];
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || !last) return { items: page.map((row) => toMessageView(row, configuration)) };
  // The driver's Date drops microseconds; the cursor must not.
  const [exact] = (await source.query(
    `SELECT to_char(sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM message WHERE id = $1`,
    [last.id],
  )) as { at: string }[];
  return {
    items: page.map((row) => toMessageView(row, configuration)),
    nextCursor: Buffer.from(`${exact?.at ?? ''} ${last.position} ${last.id}`).toString('base64url'),
  };
}
