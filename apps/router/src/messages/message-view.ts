import {
  sendErrorSchema,
  type FileView,
  type InboundContent,
  type MessageState,
  type MessageView,
  type SendDecision,
  type SendError,
} from '@wabx/contracts';
import type { Configuration } from '../directory.js';
import { contentOf, shownFile, withFile, type Content, type FileOfMessage } from './shown-content.js';
import { waitSentence } from './wait-sentences.js';

/** A message with what its view needs, as {@link selectMessages} reads it. */
export interface MessageRow {
  id: string;
  session_id: string | null;
  conversation_id: string;
  channel_id: string;
  phone_number_id: string;
  direction: MessageView['direction'];
  origin: MessageView['origin'];
  kind: string;
  wa_message_id: string | null;
  state: MessageState | 'received' | 'noted';
  state_no: number;
  attempt: number;
  decision: SendDecision | null;
  reason: string | null;
  error: SendError | null;
  content: Content;
  details: Pick<
    MessageView,
    'forwarded' | 'referral' | 'referredProduct' | 'sentAtFrom' | 'test' | 'writtenBy' | 'editedAt' | 'revokedAt'
  > | null;
  reply_to: string | null;
  reply_to_id: string | null;
  author: string | null;
  sent_at: Date;
  received_at: Date;
  position: string;
  late: boolean;
  joined_to: string | null;
  files:
    | {
        id: string;
        state: FileView['state'] | undefined;
        heldUntil: string;
        mimeType: string;
        size: number;
        sha256: string;
        filename: string;
        expiresAt: string;
      }[]
    | null;
  reactions: { by: 'customer' | 'business'; emoji: string }[] | null;
  edited: InboundContent | null;
  edited_at: Date | null;
  revoked_at: Date | null;
}

/** What a view is made of: of a message `m` and what amends it. */
export const messageColumns = `
  m.id, m.session_id, m.conversation_id, m.channel_id, m.phone_number_id, m.direction, m.origin, m.kind,
         m.wa_message_id, m.state, m.state_no, m.attempt, m.decision, m.reason, m.error, m.content, m.details - 'raw' AS details, m.joined_to, m.reply_to, m.author, m.sent_at,
         m.received_at, m.position, m.late, a.content AS edited, greatest(a.edited_at, a.marked_at) AS edited_at, a.revoked_at,
         (SELECT q.id FROM message q
          WHERE q.phone_number_id = m.phone_number_id AND q.wa_message_id = m.reply_to AND q.joined_to IS NULL LIMIT 1) AS reply_to_id,
         (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                 'id', x.id, 'state', CASE WHEN f.state = 'held' AND f.held_until <= wabx.now() THEN 'fetching' ELSE f.state END,
                 'heldUntil', CASE WHEN f.state = 'held' AND f.held_until > wabx.now() THEN f.held_until END, 'mimeType', f.mime_type, 'size', f.size,
                 'sha256', f.sha256, 'filename', f.filename, 'expiresAt', f.expires_at))
                           ORDER BY x.at DESC NULLS LAST, x.position DESC)
          FROM (SELECT m.file_id AS id, NULL::timestamptz AS at, 0::bigint AS position WHERE m.file_id IS NOT NULL
                UNION ALL
                SELECT e.file_id, e.edited_at, e.edit_position FROM edit_file e
                WHERE e.phone_number_id = m.phone_number_id AND e.target = m.wa_message_id) AS x
          LEFT JOIN file f ON f.id = x.id) AS files,
         (SELECT jsonb_agg(jsonb_build_object('by', r.by, 'emoji', r.emoji) ORDER BY r.by) FROM (
            SELECT DISTINCT ON (by) by, emoji FROM (
              SELECT by, emoji, sent_at FROM reaction
               WHERE phone_number_id = m.phone_number_id AND target = m.wa_message_id
              UNION ALL
              SELECT 'business', o.content -> 'reaction' ->> 'emoji', o.sent_at FROM message o
               WHERE o.conversation_id = m.conversation_id AND o.direction = 'outbound' AND o.kind = 'reaction'
                 AND o.state NOT IN ('failed', 'cancelled') AND o.content -> 'reaction' ->> 'target' = m.wa_message_id
            ) AS every_one ORDER BY by, sent_at DESC) AS r
          WHERE r.emoji IS NOT NULL) AS reactions`;
export const amendedMessages =
  'message m LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id';

/** `WHERE`, `ORDER BY` and `LIMIT` go behind it; the message is `m`. */
export const selectMessages = `SELECT ${messageColumns} FROM ${amendedMessages}`;

export function toMessageView(row: MessageRow, configuration: Configuration): MessageView {
  const file = shownFile(filesOf(row));
  const content = withFile(contentOf({ ...row, ...reactionTo(row) }), file);
  return {
    id: row.id,
    sessionId: row.session_id ?? undefined,
    direction: row.direction,
    origin: row.origin,
    kind: content.kind,
    waMessageId: row.wa_message_id ?? undefined,
    state: row.state,
    attempt: row.direction === 'outbound' ? row.attempt : undefined,
    decision: row.decision ?? undefined,
    reason: row.reason ?? undefined,
    reasonSentence: row.reason ? waitSentence(row.reason) : undefined,
    error: row.error ? sendErrorSchema.parse(row.error) : undefined,
    content,
    file: file?.view,
    ...row.details,
    standsFor: row.kind === 'stand_in' ? (row.edited_at ? 'edited' : 'reacted-to') : undefined,
    joinedTo: row.joined_to ?? undefined,
    replyTo: row.reply_to ? { waMessageId: row.reply_to, messageId: row.reply_to_id ?? undefined } : undefined,
    reactions: row.reactions ?? undefined,
    // What is kept of edits of customers is kept beside the message; of a note it is in its details.
    editedAt: row.edited_at?.toISOString() ?? row.details?.editedAt,
    revokedAt: row.revoked_at?.toISOString() ?? row.details?.revokedAt,
    late: row.late || undefined,
    author: row.author
      ? { id: row.author, name: configuration.namesOf({ type: 'extension', id: row.author }).name }
      : undefined,
    sentAt: row.sent_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    position: Number(row.position),
  };
}

/** Until media-store has spoken, an agent's file is there and every other one is on its way. */
function filesOf({ files, origin }: MessageRow): FileOfMessage[] {
  const unheard = origin === 'agent' ? 'stored' : 'fetching';
  return (files ?? []).map(({ id, state = unheard, expiresAt, heldUntil, ...file }) => ({
    id,
    view: { ...file, state, expiresAt: isoOf(expiresAt), heldUntil: isoOf(heldUntil) },
  }));
}

function reactionTo({ reactions, wa_message_id }: MessageRow): { emoji: string | null; target: string | null } {
  const of = (who: 'customer' | 'business') => reactions?.find(({ by }) => by === who)?.emoji;
  return { emoji: of('customer') ?? of('business') ?? null, target: wa_message_id };
}

/** Postgres' own form of a moment within JSON is not the one that our answers have. */
function isoOf(moment: string | undefined): string | undefined {
  return moment ? new Date(moment).toISOString() : undefined;
}
