import { sessionViewSchema } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { instantInput } from '@wabx/runtime';
import { z } from 'zod';
import { samePerson } from '../customers/same-person.js';
import type { Configuration } from '../directory.js';
import { hitSchema, hitsIn } from '../search/hits.js';
import { searchSessions, type SessionWalk, type Where } from '../search/search-sessions.js';
import { telephoneDigits } from '../search/typed.js';
import { isReplyIn, replyStatesSchema } from '../messages/reply-states.js';
import { orphaned } from './orphaned.js';
import { countUnreadSessions, readStates, seenStateShape } from './read-positions.js';
import type { Actor } from './refusal.js';
import { selectSessions, toSessionView, type SessionRow } from './session-view.js';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const sessionCursorSchema = z
  .string()
  .max(200)
  .transform((text) => decodeCursor(text))
  .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
  .optional()
  .describe('`nextCursor` of the page before');

export const sessionQuerySchema = z.strictObject({
  state: z.enum(['open', 'closed']).optional(),
  assigned: flag.optional().describe('Whether somebody owns the session'),
  mine: flag.optional().describe('Only those that the calling agent owns'),
  queue: z.uuid().optional().describe('Queue in which the session is'),
  agent: z.uuid().optional().describe('Extension that owns the session'),
  customer: z.uuid().optional(),
  number: z.string().max(64).optional().describe("Our number: Meta's id of it, or as it is dialled"),
  from: instantInput.optional().describe('Last active at or after this moment'),
  to: instantInput.optional().describe('Last active before this moment'),
  orphaned: flag.optional().describe('Whether nobody hears of the session'),
  replies: replyStatesSchema
    .optional()
    .describe('States of our replies, comma separated, `waiting` for all that have not left: sessions with such a one'),
  archived: flag.optional().describe('Whether the calling agent has filed the session away'),
  q: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .optional()
    .describe("Part of a message, or of the customer's name, user name or number, or the customer's id"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: sessionCursorSchema,
});
export type SessionQuery = z.infer<typeof sessionQuerySchema>;

/** Of a search also in which messages the words are, newest first; none where only the customer has them. */
const foundSessionSchema = sessionViewSchema
  .extend({ hits: z.array(hitSchema).optional(), ...seenStateShape })
  .meta({ id: 'FoundSession' });
export const sessionsSchema = z
  .object({ items: z.array(foundSessionSchema), nextCursor: z.string().optional() })
  .meta({ id: 'Sessions' });
type Sessions = z.infer<typeof sessionsSchema>;

/**
 * The sessions that the actor may see, the most recently active first. A cursor names the last one shown, so while
 * sessions come and go none is shown twice and none that stays in its place is passed over; one that becomes active
 * meanwhile moves before the first page, and a live event tells of it.
 */
export async function listSessions(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  query: SessionQuery,
): Promise<Sessions> {
  const people = query.customer === undefined ? undefined : await samePerson(source, query.customer);
  const filters = { ...query, people };
  const walk = walkOf(source, configuration, actor, filters);
  const wanted = query.limit + 1;
  const whole = walkOf(source, configuration, actor, { ...filters, cursor: undefined });
  const ids = query.q ? await search(source, query.q, wanted, { walk, whole }) : await walk.newest(wanted);
  const rows = (await source.query(
    `${selectSessions} WHERE s.id = ANY($1) ORDER BY s.last_activity_at DESC, s.id DESC`,
    [ids.slice(0, query.limit)],
  )) as SessionRow[];
  const last = rows.at(-1);
  const { q } = query;
  const shown = rows.map(({ id }) => id);
  const hits = q === undefined ? undefined : await hitsIn(source, shown, q.replace(/^@/, ''));
  const read = await readStates(source, actor.extensionId, shown);
  return {
    items: rows.map((row) => ({
      ...toSessionView(row, configuration),
      ...(hits ? { hits: hits.get(row.id) ?? [] } : {}),
      ...read.get(row.id),
    })),
    ...(ids.length > query.limit && last ? { nextCursor: encodeCursor(last) } : {}),
  };
}

/**
 * As people type: a customer's id, a user name with its sign, a telephone number however it is written. What only looks
 * like a number and is nobody's is looked for as words, on every page alike: `whole` is the list from its beginning.
 */
export async function search(
  source: DataSource,
  typed: string,
  limit: number,
  { walk, whole, where }: { walk: SessionWalk; whole: SessionWalk; where?: Where },
): Promise<string[]> {
  if (z.uuid().safeParse(typed).success) {
    const people = await samePerson(source, typed);
    return await walk.newest(limit, (bind) => ({ where: `s.customer_id = ANY(${bind(people)}::uuid[])` }));
  }
  const digits = telephoneDigits(typed);
  const isNumber = digits !== undefined && (await searchSessions(source, digits, 1, whole, { where })).length > 0;
  return await searchSessions(source, isNumber ? digits : typed.replace(/^@/, ''), limit, walk, { where });
}

export const countsSchema = z
  .object({
    waiting: z.number().int().describe('Nobody owns them'),
    mine: z.number().int().describe('The caller owns them'),
    all: z.number().int(),
    orphaned: z.number().int().optional().describe('Nobody hears of them; only for who sees all sessions'),
    unread: z
      .number()
      .int()
      .optional()
      .describe("Of those that wait for the caller's extension or are its own: not read to the end, at most 100"),
  })
  .meta({ id: 'SessionCounts' });
export type Counts = z.infer<typeof countsSchema>;

/** What of an agent's or supervisor's sessions is open, as numbers; who sees all also learns how many nobody hears. */
export async function countSessions(source: DataSource, configuration: Configuration, actor: Actor): Promise<Counts> {
  const parameters: unknown[] = [];
  const bind = (value: unknown) => `$${parameters.push(value)}`;
  const { extensionId } = actor;
  const mine = actor.kind === 'agent' ? `s.assignee = ${bind(actor.extensionId)}` : 'false';
  const rows = (await source.query(
    `SELECT count(*) FILTER (WHERE s.assignee IS NULL)::int AS waiting, count(*) FILTER (WHERE ${mine})::int AS mine,
            count(*)::int AS all${actor.kind === 'supervisor' ? `, count(*) FILTER (WHERE ${orphaned(configuration, bind)})::int AS orphaned` : ''}
     FROM session s WHERE s.state = 'open' AND ${visibleTo(actor, configuration, bind)}`,
    parameters,
  )) as Counts[];
  const counts = rows[0] ?? { waiting: 0, mine: 0, all: 0 };
  if (extensionId === undefined) return counts;
  const reader: Actor = { ...actor, kind: 'agent', extensionId };
  const seen = (bindTo: typeof bind) => visibleTo(reader, configuration, bindTo);
  return { ...counts, unread: await countUnreadSessions(source, extensionId, seen) };
}

/** `people`: only sessions of these customers. */
type Filters = SessionQuery & { people?: string[] | undefined };

/** Reads the list from its indexes: one ordered branch for what the agent owns and one for each of his queues. */
export function walkOf(source: DataSource, configuration: Configuration, actor: Actor, query: Filters): SessionWalk {
  const run = async (build: (bind: (value: unknown) => string) => string): Promise<string[]> => {
    const parameters: unknown[] = [];
    const sql = build((value) => `$${parameters.push(value)}`);
    return ((await source.query(sql, parameters)) as { id: string }[]).map(({ id }) => id);
  };
  const order = 'ORDER BY last_activity_at DESC, id DESC';
  return {
    newest: (limit, only) =>
      run((bind) => {
        const atMost = bind(limit);
        const condition = only?.(bind);
        const filters = filtersOf(actor, configuration, query, bind);
        if (condition) filters.push(condition.where);
        const branches = ownershipsOf(actor, configuration, bind).map(
          (seen) => `(SELECT s.id, s.last_activity_at FROM session s
                      WHERE ${[seen, ...filters].join(' AND ')} ORDER BY s.last_activity_at DESC, s.id DESC LIMIT ${atMost})`,
        );
        const given = condition?.hits ? `WITH hit AS MATERIALIZED (${condition.hits})` : '';
        return `${given} SELECT id FROM (${branches.join(' UNION ALL ')}) AS seen ${order} LIMIT ${atMost}`;
      }),
  };
}

function filtersOf(
  actor: Actor,
  configuration: Configuration,
  query: Filters,
  bind: (value: unknown) => string,
): string[] {
  const filters: string[] = [];
  // Written out, not bound: a condition that is known when it is planned can use an index of open sessions only.
  if (query.state) filters.push(`s.state = '${query.state}'`);
  if (query.assigned !== undefined) filters.push(`s.assignee IS ${query.assigned ? 'NOT ' : ''}NULL`);
  if (query.mine && actor.kind === 'agent') filters.push(`s.assignee = ${bind(actor.extensionId)}`);
  if (query.queue) filters.push(`s.destination_type = 'queue' AND s.destination_id = ${bind(query.queue)}`);
  if (query.agent) filters.push(`s.assignee = ${bind(query.agent)}`);
  if (query.people) filters.push(`s.customer_id = ANY(${bind(query.people)}::uuid[])`);
  if (query.number) filters.push(`s.phone_number_id = ${bind(configuration.phoneNumberIdOf(query.number))}`);
  if (query.from) filters.push(`s.last_activity_at >= ${bind(query.from)}`);
  if (query.to) filters.push(`s.last_activity_at < ${bind(query.to)}`);
  if (query.orphaned !== undefined) {
    filters.push(`${query.orphaned ? '' : 'NOT '}${orphaned(configuration, bind)}`);
  }
  if (query.replies) {
    filters.push(`s.id IN (SELECT m.session_id FROM message m WHERE ${isReplyIn(query.replies, bind)})`);
  }
  if (query.archived !== undefined && actor.kind === 'agent') {
    const filed = `EXISTS (SELECT FROM archived a WHERE a.session_id = s.id AND a.extension_id = ${bind(actor.extensionId)})`;
    filters.push(query.archived ? filed : `NOT ${filed}`);
  }
  if (query.cursor) filters.push(`(s.last_activity_at, s.id) < (${bind(query.cursor.at)}, ${bind(query.cursor.id)})`);
  return filters;
}

/** The same rule as `accessOf`, said to the database, as conditions of which no two hold for one session. */
function ownershipsOf(
  actor: Actor,
  configuration: Configuration,
  bind: (value: unknown) => string,
  of = 's',
): string[] {
  if (actor.kind === 'supervisor') return ['true'];
  const isInQueue = `${of}.assignee IS NULL AND ${of}.destination_type = 'queue'`;
  return [
    `${of}.assignee = ${bind(actor.extensionId)}`,
    ...configuration.queuesOf(actor.extensionId).map(({ id }) => `${isInQueue} AND ${of}.destination_id = ${bind(id)}`),
  ];
}

/** The sessions, `s` or of another name, that the actor may see. */
export function visibleTo(
  actor: Actor,
  configuration: Configuration,
  bind: (value: unknown) => string,
  of = 's',
): string {
  return `(${ownershipsOf(actor, configuration, bind, of)
    .map((seen) => `(${seen})`)
    .join(' OR ')})`;
}

export function encodeCursor(row: Pick<SessionRow, 'id' | 'last_activity_at'>): string {
  return Buffer.from(`${row.last_activity_at.toISOString()} ${row.id}`).toString('base64url');
}

function decodeCursor(text: string): { at: string; id: string } | undefined {
  const [at, id] = Buffer.from(text, 'base64url').toString().split(' ');
  return z.iso.datetime().safeParse(at).success && z.uuid().safeParse(id).success && at && id ? { at, id } : undefined;
}
