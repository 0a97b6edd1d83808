import type { SessionView } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import type { Actor } from './refusal.js';
import { selectSessions, toSessionView, type SessionRow } from './session-view.js';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const sessionQuerySchema = z.object({
  state: z.enum(['open', 'closed']).optional(),
  /** Whether somebody owns the session. */
  assigned: flag.optional(),
  /** Only those that the calling agent owns. */
  mine: flag.optional(),
  queue: z.uuid().optional(),
  number: z.string().max(64).optional(),
  orphaned: flag.optional(),
  archived: flag.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .transform((text) => decodeCursor(text))
    .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
    .optional(),
});
export type SessionQuery = z.infer<typeof sessionQuerySchema>;

/** The sessions that the actor may see, the most recently active first. */
export async function listSessions(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  query: SessionQuery,
): Promise<{ items: SessionView[]; nextCursor?: string }> {
  const where: string[] = [];
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  where.push(visibleTo(actor, configuration, bind));
  if (query.state) where.push(`s.state = ${bind(query.state)}`);
  if (query.assigned !== undefined) where.push(`s.assignee IS ${query.assigned ? 'NOT ' : ''}NULL`);
  if (query.mine && actor.kind === 'agent') where.push(`s.assignee = ${bind(actor.extensionId)}`);
  if (query.queue) where.push(`s.destination_type = 'queue' AND s.destination_id = ${bind(query.queue)}`);
  if (query.number) where.push(`s.phone_number_id = ${bind(query.number)}`);
  if (query.orphaned) where.push(orphaned(configuration, bind));
  if (query.archived !== undefined && actor.kind === 'agent') {
    const filed = `EXISTS (SELECT FROM archived a WHERE a.session_id = s.id AND a.extension_id = ${bind(actor.extensionId)})`;
    where.push(query.archived ? filed : `NOT ${filed}`);
  }
  if (query.cursor) where.push(`(s.last_activity_at, s.id) < (${bind(query.cursor.at)}, ${bind(query.cursor.id)})`);
  const rows = (await source.query(
    `${selectSessions} WHERE ${where.join(' AND ')} ORDER BY s.last_activity_at DESC, s.id DESC LIMIT ${bind(query.limit + 1)}`,
    parameters,
  )) as SessionRow[];
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => toSessionView(row, configuration)),
    ...(rows.length > query.limit && last ? { nextCursor: encodeCursor(last) } : {}),
  };
}

/** The same rule as `accessOf`, said to the database. */
function visibleTo(actor: Actor, configuration: Configuration, bind: (value: unknown) => string): string {
  if (actor.kind === 'supervisor') return 'true';
  const queues = configuration.queuesOf(actor.extensionId).map(({ id }) => id);
  return `(s.assignee = ${bind(actor.extensionId)}
           OR (s.assignee IS NULL AND s.destination_type = 'queue' AND s.destination_id = ANY(${bind(queues)})))`;
}

/** Nobody gets it: never had a destination, or its destination was deleted. */
function orphaned(configuration: Configuration, bind: (value: unknown) => string): string {
  const living = configuration.destinationIds();
  return `(s.destination_id IS NULL OR NOT s.destination_id = ANY(${bind(living)}))`;
}

function encodeCursor(row: SessionRow): string {
  return Buffer.from(`${row.last_activity_at.toISOString()} ${row.id}`).toString('base64url');
}

function decodeCursor(text: string): { at: string; id: string } | undefined {
  const [at, id] = Buffer.from(text, 'base64url').toString().split(' ');
  return z.iso.datetime().safeParse(at).success && z.uuid().safeParse(id).success && at && id ? { at, id } : undefined;
}
