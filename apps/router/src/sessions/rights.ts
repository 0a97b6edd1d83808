import type { Destination, QueueView } from '@wabx/contracts';

/** What decides about a session's visibility. */
export interface Ownership {
  destination: Destination | undefined;
  assignee: string | undefined;
}

export interface Directory {
  queue(id: string): QueueView | undefined;
}

/**
 * The extensions that see a session and get its messages: its owner once there is one, before that everybody in the
 * queue. Nobody when it is orphaned; supervisors see it through their scope.
 */
export function audienceOf({ destination, assignee }: Ownership, directory: Directory): string[] {
  if (assignee) return [assignee];
  if (destination?.type !== 'queue') return [];
  return directory.queue(destination.id)?.agents ?? [];
}

export type Access =
  | { allowed: true }
  /** A colleague of the queue may know that it is taken and by whom; everybody else not even that it exists. */
  | { allowed: false; because: 'owned'; owner: string }
  | { allowed: false; because: 'invisible' };

/** May this extension see and answer the session? */
export function accessOf(extensionId: string, session: Ownership, directory: Directory): Access {
  const audience = audienceOf(session, directory);
  if (audience.includes(extensionId)) return { allowed: true };
  const { destination, assignee } = session;
  const colleague = destination?.type === 'queue' && directory.queue(destination.id)?.agents.includes(extensionId);
  if (assignee && colleague) return { allowed: false, because: 'owned', owner: assignee };
  return { allowed: false, because: 'invisible' };
}
