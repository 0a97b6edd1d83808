import { messageStates, type MessageState } from '@wabx/contracts';
import { z } from 'zod';

/** Taken, and not on its way to Meta as far as we know. */
export const waitingStates: MessageState[] = ['accepted', 'queued', 'retry_wait'];

const nameSchema = z.enum([...messageStates, 'waiting']);

/** `failed,needs_review,waiting`: states of replies, `waiting` for all that have not left. */
export const replyStatesSchema = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(nameSchema).min(1))
  .transform((names) => [...new Set(names.flatMap((name) => (name === 'waiting' ? waitingStates : [name])))]);

/** Of message `m`. The index is of those that are on their way or did not arrive; the rest is most of the table. */
export function isReplyIn(states: readonly MessageState[], bind: (value: unknown) => string): string {
  const isIndexed = states.every((state) => indexedStates.includes(state));
  return `m.direction = 'outbound' AND m.state = ANY(${bind(states)})${isIndexed ? ` AND ${IS_INDEXED}` : ''}`;
}

const indexedStates: readonly MessageState[] = [...waitingStates, 'unknown', 'needs_review', 'failed'];
/** As the index `message_needing_people` has it. */
const IS_INDEXED = `m.state IN ('accepted', 'queued', 'retry_wait', 'unknown', 'needs_review', 'failed')`;
