import type { DataOf, sendDecided } from '@wabx/contracts';
import type { EntityManager } from 'typeorm';
import { pauseReasonOf } from '../pauses/channel-pauses.js';
import { ownError } from '../send-errors.js';
import { lockConversations, refreshConversations } from './conversations.js';
import { changeSends, changing } from './record-changes.js';
import type { Send } from './send.js';

export type Decision = DataOf<typeof sendDecided>;
/** Of a reply that has left, or has failed to. */
export type AboutOutcome = Decision & { decision: Exclude<Decision['decision'], 'withdraw'> };

export function isAboutOutcome(decision: Decision): decision is AboutOutcome {
  return decision.decision !== 'withdraw';
}

/**
 * Does what people decided, each decision only on the very state that it was made about: a status that came meanwhile,
 * another decision or the same one a second time has moved the send on, and then nothing happens. A send that goes again
 * goes as the next attempt, in its old place before those written after it.
 */
export async function decideSends(tx: EntityManager, decisions: readonly AboutOutcome[]): Promise<Send[]> {
  if (decisions.length === 0) return [];
  const conversationIds = decisions.map(({ conversationId }) => conversationId);
  await lockConversations(tx, conversationIds);
  const decided = await changeSends(tx, DECIDE, [JSON.stringify(decisions.map(toRow))]);
  await refreshConversations(tx, conversationIds);
  return decided;
}

const DECIDE = changing({
  set: `state = n.state, decision = n.decision, error = n.error, next_at = NULL, unknown_since = NULL,
        retries = 0, strikes = 0, pair_refusals = 0,
        reason = CASE WHEN n.state = 'queued' THEN ${pauseReasonOf('s')} END,
        -- Meta keeps an upload for some days only, and may have failed because of it.
        media_id = CASE WHEN n.state = 'queued' THEN NULL ELSE s.media_id END,
        not_after = greatest(s.not_after, n.not_after)`,
  from: `jsonb_to_recordset($1::jsonb) AS n (
           message_id uuid, state_no int, about text, decision text, state text, error jsonb, not_after timestamptz)`,
  where: 's.message_id = n.message_id AND s.state_no = n.state_no AND s.state = n.about',
});

function toRow({ messageId, stateNo, decision, notAfter }: AboutOutcome) {
  return { message_id: messageId, state_no: stateNo, decision, not_after: notAfter, ...outcomeOf(decision) };
}

function outcomeOf(decision: Exclude<Decision['decision'], 'withdraw'>) {
  switch (decision) {
    case 'retry':
      return { about: 'failed', state: 'queued', error: null };
    case 'resend':
      return { about: 'needs_review', state: 'queued', error: null };
    case 'treat-as-sent':
      return { about: 'needs_review', state: 'sent', error: null };
    case 'discard':
      return { about: 'needs_review', state: 'failed', error: ownError('discarded') };
  }
}
