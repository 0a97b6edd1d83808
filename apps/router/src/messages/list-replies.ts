import { messageViewSchema } from '@wabx/contracts';
import type { DataSource } from 'typeorm';
import { instantInput } from '@wabx/runtime';
import { z } from 'zod';
import { samePerson } from '../customers/same-person.js';
import type { Configuration } from '../directory.js';
import { visibleTo } from '../sessions/list-sessions.js';
import type { Actor } from '../sessions/refusal.js';
import { listMessages } from './list-messages.js';
import { messagePageSchema } from './message-query.js';
import { isReplyIn, replyStatesSchema, waitingStates } from './reply-states.js';

export const replyQuerySchema = messagePageSchema.extend({
  state: replyStatesSchema.default(['failed', 'needs_review', ...waitingStates]),
  channel: z.uuid().optional(),
  customer: z.uuid().optional(),
  queue: z.uuid().optional(),
  agent: z.uuid().optional().describe('Extension that owns the session'),
  number: z.string().max(64).optional().describe("Our number: Meta's id of it, or as it is dialled"),
  from: instantInput.optional().describe('Accepted at or after this moment'),
  to: instantInput.optional().describe('Accepted before this moment'),
});
export type ReplyQuery = z.output<typeof replyQuerySchema>;

export const repliesSchema = z
  .object({ items: z.array(messageViewSchema), nextCursor: z.string().optional() })
  .meta({ id: 'Replies' });
export type Replies = z.infer<typeof repliesSchema>;

/** Which replies `m` are meant, as SQL conditions with their values bound. */
export function concerning(
  { channel, number, from, to }: Pick<ReplyQuery, 'channel' | 'number' | 'from' | 'to'>,
  configuration: Configuration,
  bind: (value: unknown) => string,
): string[] {
  return [
    ...(channel ? [`m.channel_id = ${bind(channel)}`] : []),
    ...(number ? [`m.phone_number_id = ${bind(configuration.phoneNumberIdOf(number))}`] : []),
    ...(from ? [`m.sent_at >= ${bind(from)}`] : []),
    ...(to ? [`m.sent_at < ${bind(to)}`] : []),
  ];
}

/** The replies in these states that the actor may see, over all sessions, oldest first: what needs people. */
export async function listReplies(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  query: ReplyQuery,
): Promise<Replies> {
  const people = query.customer && (await samePerson(source, query.customer));
  const where = (bind: (value: unknown) => string) =>
    [
      isReplyIn(query.state, bind),
      ...concerning(query, configuration, bind),
      `EXISTS (SELECT FROM session s WHERE s.id = m.session_id AND ${[
        visibleTo(actor, configuration, bind),
        ...(people ? [`s.customer_id = ANY(${bind(people)}::uuid[])`] : []),
        ...(query.queue ? [`s.destination_type = 'queue' AND s.destination_id = ${bind(query.queue)}`] : []),
        ...(query.agent ? [`s.assignee = ${bind(query.agent)}`] : []),
      ].join(' AND ')})`,
    ].join(' AND ');
  const { limit, cursor } = query;
  const { items, nextCursor } = await listMessages(
    { source, configuration, where },
    { limit, cursor, order: 'oldest' },
  );
  return { items, ...(nextCursor !== undefined && { nextCursor }) };
}
