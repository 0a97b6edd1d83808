import type { MessageState, OutboundContent, SendDecision, SendError } from '@wabx/contracts';

/** A row of `send`: one reply on its way to Meta. Times are the database's. */
export interface Send {
  message_id: string;
  channel_id: string;
  phone_number_id: string;
  conversation_id: string;
  session_id: string;
  sequence: number;
  recipient: { waId?: string; userId?: string };
  /** Null only for a reply that could not be read; it is `failed`. */
  content: OutboundContent | null;
  reply_to: string | null;
  traceparent: string | null;
  accepted_at: Date;
  not_after: Date;
  state: MessageState;
  state_no: number;
  /** Number of the last call for Meta, 0 before the first. */
  attempt: number;
  /** The replica that made it. */
  started_by: string | null;
  reason: string | null;
  error: SendError | null;
  wa_message_id: string | null;
  next_at: Date | null;
  /** Refusals that another try may cure, of any kind: how far the back-off has grown. */
  retries: number;
  /** Those of them that end in giving up. */
  strikes: number;
  /** Refusals because the customer had too many messages: their wait grows by themselves alone. */
  pair_refusals: number;
  /** The best evidence of Meta for this attempt: see `evidenceRank`. */
  meta_rank: number;
  /** The same for each attempt, the first one first; null where there is none. */
  evidence: (number | null)[];
  /** Goes by upload, not by link. */
  upload: boolean;
  media_id: string | null;
  /** The last thing that a person decided about it. */
  decision: SendDecision | null;
  changed_at: Date;
}

const COLUMNS = `message_id channel_id phone_number_id conversation_id session_id recipient content reply_to traceparent
  accepted_at not_after state state_no attempt started_by reason error wa_message_id next_at
  retries strikes pair_refusals meta_rank evidence upload media_id decision changed_at`;

/** Of a row `alias`, all that {@link Send} has. bigint arrives as text; a sequence never comes near 2^31. */
export const sendColumns = (alias: string): string =>
  [...COLUMNS.split(/\s+/).map((column) => `${alias}.${column}`), `${alias}.sequence::int AS sequence`].join(', ');

/** States in which a reply holds back those written after it (`unknown` for a while only). */
export const holdingStates: readonly MessageState[] = ['queued', 'retry_wait', 'sending', 'unknown'];

/** The file of a reply, where it has one. */
export function fileOf(content: OutboundContent | null) {
  return content && 'media' in content ? content.media : undefined;
}
