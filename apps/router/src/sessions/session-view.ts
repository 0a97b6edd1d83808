import type { Destination, InboundContent, MessageView, SessionView } from '@wabx/contracts';
import type { Queryable } from '@wabx/persistence';
import type { Configuration } from '../directory.js';
import { previewOf } from '../messages/preview.js';
import { contentOf, type Content } from '../messages/shown-content.js';

/** A session with what its view needs, as {@link selectSessions} reads it. */
export interface SessionRow {
  id: string;
  channel_id: string;
  phone_number_id: string;
  customer_id: string;
  conversation_id: string;
  state: 'open' | 'closed';
  destination_type: Destination['type'] | null;
  destination_id: string | null;
  assignee: string | null;
  claim_epoch: number;
  event_no: number;
  opened_at: Date;
  closed_at: Date | null;
  close_reason: string | null;
  last_activity_at: Date;
  idle_closes_at: Date;
  reply_window_closes_at: Date | null;
  name: string | null;
  phone: string | null;
  user_id: string | null;
  last_message: {
    id: string;
    direction: 'inbound' | 'outbound';
    kind: string;
    at: string;
    state: MessageView['state'];
    author: string | null;
    writtenBy: MessageView['writtenBy'] | null;
    content: Content;
    edited: InboundContent | null;
    isRevoked: boolean;
    emoji: string | null;
    target: string;
  } | null;
}

/** A session as far as it decides whether somebody may answer in it. */
export type AnswerableRow = Pick<
  SessionRow,
  | 'id'
  | 'channel_id'
  | 'phone_number_id'
  | 'conversation_id'
  | 'state'
  | 'destination_type'
  | 'destination_id'
  | 'assignee'
  | 'claim_epoch'
  | 'reply_window_closes_at'
> & {
  /** By the one clock. */
  window_open: boolean;
};

/** `WHERE`, `ORDER BY` and `LIMIT` go behind it; tables are `s`, `c` (customer), `v` (conversation) and `p` (the customer that `c` is shown as). */
export const selectSessions = `
  SELECT s.id, s.channel_id, s.phone_number_id, coalesce(p.id, s.customer_id) AS customer_id, s.conversation_id, s.state, s.destination_type,
         s.destination_id, s.assignee, s.claim_epoch, s.event_no, s.opened_at, s.closed_at, s.close_reason,
         s.last_activity_at, s.idle_closes_at, nullif(v.reply_window_closes_at, '-infinity') AS reply_window_closes_at,
         coalesce(p.own_name, p.name, CASE WHEN p.id IS NULL THEN c.own_name END, c.name) AS name, c.phone, c.user_id,
         (SELECT jsonb_build_object(
                   'id', m.id, 'direction', m.direction, 'kind', m.kind, 'at', m.sent_at, 'state', m.state,
                   'author', m.author, 'writtenBy', m.details -> 'writtenBy', 'content', m.content #- '{flowReply,response}',
                   'edited', a.content #- '{flowReply,response}', 'isRevoked', a.revoked_at IS NOT NULL,
                   'target', m.wa_message_id,
                   'emoji', (SELECT r.emoji FROM reaction r
                             WHERE m.kind = 'stand_in' AND r.phone_number_id = m.phone_number_id
                               AND r.target = m.wa_message_id ORDER BY r.by DESC LIMIT 1))
          FROM (SELECT * FROM message n WHERE n.session_id = s.id AND n.joined_to IS NULL AND n.direction <> 'internal'
                ORDER BY n.sent_at DESC, n.position DESC LIMIT 1) AS m
          LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id) AS last_message
  FROM session s JOIN customer c ON c.id = s.customer_id JOIN conversation v ON v.id = s.conversation_id
  LEFT JOIN LATERAL (SELECT h.id, h.own_name, h.name FROM merged_customer g JOIN customer h ON h.id = g.head_id
                     WHERE g.customer_id = s.customer_id) AS p ON true`;

export async function readSession(db: Queryable, id: string): Promise<SessionRow | undefined> {
  const [row] = (await db.query(`${selectSessions} WHERE s.id = $1`, [id])) as SessionRow[];
  return row;
}

export function destinationOf(row: Pick<SessionRow, 'destination_type' | 'destination_id'>): Destination | undefined {
  return row.destination_type && row.destination_id
    ? { type: row.destination_type, id: row.destination_id }
    : undefined;
}

export function ownershipOf(row: Pick<SessionRow, 'destination_type' | 'destination_id' | 'assignee'>) {
  return { destination: destinationOf(row), assignee: row.assignee ?? undefined };
}

export function toSessionView(row: SessionRow, configuration: Configuration): SessionView {
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: configuration.channelName(row.channel_id),
    number: {
      phoneNumberId: row.phone_number_id,
      e164: configuration.number(row.channel_id, row.phone_number_id)?.e164,
    },
    customer: {
      id: row.customer_id,
      name: row.name ?? undefined,
      phone: row.phone ? `+${row.phone}` : undefined,
      userId: row.user_id ?? undefined,
    },
    state: row.state,
    destination: namedDestination(row, configuration),
    assignee: row.assignee
      ? { id: row.assignee, name: configuration.namesOf({ type: 'extension', id: row.assignee }).name }
      : undefined,
    claimEpoch: row.claim_epoch,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString(),
    lastActivityAt: row.last_activity_at.toISOString(),
    idleClosesAt: row.idle_closes_at.toISOString(),
    // A session opened by nothing that renews the window has none: it is over since the beginning.
    replyWindowClosesAt: (row.reply_window_closes_at ?? row.opened_at).toISOString(),
    lastMessage: row.last_message ? toLastMessage(row.last_message, configuration) : undefined,
    eventNo: row.event_no,
  };
}

function namedDestination(row: SessionRow, configuration: Configuration): SessionView['destination'] {
  const destination = destinationOf(row);
  return destination && { ...destination, ...configuration.namesOf(destination) };
}

function toLastMessage(
  last: NonNullable<SessionRow['last_message']>,
  configuration: Configuration,
): SessionView['lastMessage'] {
  const content = contentOf(last);
  const previews = previewOf(content, last);
  const { id, direction, at, state, author, writtenBy } = last;
  return {
    id,
    direction,
    kind: content.kind,
    at: new Date(at).toISOString(),
    state,
    author:
      author === null ? undefined : { id: author, name: configuration.namesOf({ type: 'extension', id: author }).name },
    writtenBy: writtenBy ?? undefined,
    preview: previews.en,
    previews,
  };
}
