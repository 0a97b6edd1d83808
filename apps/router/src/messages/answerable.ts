import type { Configuration } from '../directory.js';
import { refuse, type Actor, type Refusal } from '../sessions/refusal.js';
import { accessOf } from '../sessions/rights.js';
import { ownershipOf, type AnswerableRow } from '../sessions/session-view.js';

/** Why this actor may not answer in the session; undefined when they may. The session is locked. */
export function refuseActor(
  configuration: Configuration,
  actor: Actor,
  row: AnswerableRow | undefined,
): Refusal | undefined {
  if (!row) return notFound;
  if (actor.kind === 'supervisor') return undefined;
  const access = accessOf(actor.extensionId, ownershipOf(row), configuration);
  if (access.allowed) return undefined;
  if (access.because === 'invisible') return notFound;
  const name = configuration.extension(access.owner)?.name;
  return refuse('NOT_OWNER', `${name ?? 'Another agent'} has taken this session.`, {
    owner: { id: access.owner, name },
  });
}

/** Whether there is a way left to the customer. */
export function refuseGoneChannel(configuration: Configuration, row: AnswerableRow): Refusal | undefined {
  if (!configuration.isDeleted(row.channel_id)) return undefined;
  return refuse('CHANNEL_GONE', 'The channel of this conversation was deleted, so nothing can be sent through it.');
}

export function refuseClosed(row: AnswerableRow): Refusal | undefined {
  if (row.state !== 'closed') return undefined;
  return refuse('SESSION_CLOSED', 'The session is closed; the next message of the customer opens a new one.');
}

/** Whether WhatsApp still takes a reply. */
export function refuseShutWindow(row: AnswerableRow): Refusal | undefined {
  if (row.window_open) return undefined;
  return refuse('WINDOW_CLOSED', 'WhatsApp allows replies for 24 hours after the last message of the customer.', {
    replyWindowClosesAt: row.reply_window_closes_at,
  });
}

export const notFound = refuse('NOT_FOUND', 'There is no such session.');
