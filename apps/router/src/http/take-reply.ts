import { Problem, type Caller } from '@wabx/runtime';
import type { FastifyReply } from 'fastify';
import type { FileSender } from '../messages/check-media.js';
import type { Accepted, ReplyAnswer } from '../messages/reply-store.js';
import { actorOf, orProblem, type Actor, type Refusal } from '../sessions/refusal.js';
import type { ReplyGate } from './reply-gate.js';

/** Of a reply, however its session is named. */
export const replyRefusals = [
  'NOT_OWNER',
  'CLAIM_CHANGED',
  'CHANNEL_GONE',
  'WINDOW_CLOSED',
  'TYPE_NOT_ALLOWED',
  'REPLY_TO_UNKNOWN',
  'MEDIA_NOT_FOUND',
  'MEDIA_EXPIRED',
  'MEDIA_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
  'OVERLOADED',
] as const;

/** Waits for a place, stores the reply with the caller's rights, and tells whether it had been taken before. */
export async function takeReply(
  gate: ReplyGate,
  caller: Caller,
  reply: FastifyReply,
  accept: (actor: Actor, files: Pick<FileSender, 'extensionId' | 'readsAll'>) => Promise<Accepted | Refusal>,
): Promise<ReplyAnswer> {
  const actor = actorOf(caller, 'sessions:write');
  const files = { extensionId: caller.extensionId, readsAll: caller.scopes.has('media:read') };
  const { answer, isReplayed } = await gate.pass(actor.kind === 'agent' ? 'people' : 'systems', async () =>
    orProblem(await accept(actor, files)),
  );
  if (isReplayed) void reply.header('idempotency-replayed', 'true');
  return answer;
}

export function noTemplates(): Problem {
  return new Problem(
    'TYPE_NOT_ALLOWED',
    'Templates start conversations, and wabx only replies; send one of the other types.',
  );
}
