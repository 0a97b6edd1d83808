import { type AnswerHeader, type Caller, invalidInput, isPerson, type RequestHeader } from '@wabx/runtime';
import { z } from 'zod';

export const keyHeader: RequestHeader = {
  name: 'Idempotency-Key',
  description: 'One per reply or note, 1 to 200 characters; the same key writes only once',
  required: true,
  lengthMax: 200,
  example: '0198f2f0-6a5e-7cc0-9c62-2f1f0d6d6c55',
};
export const replayedHeader: AnswerHeader = {
  name: 'Idempotency-Replayed',
  description: '`true` where it was taken before under the same key; otherwise missing',
};
const idempotencyKeySchema = z.string().min(1).max(200);

/** Under which the caller's reply or note is known. Throws a problem where the header is missing. */
export function idempotencyOf(caller: Caller, header: string | undefined) {
  const key = idempotencyKeySchema.safeParse(header);
  if (!key.success) {
    const message = 'is required: 1 to 200 characters, one per reply or note';
    throw invalidInput([{ path: ['headers', 'Idempotency-Key'], message }]);
  }
  return { caller: ownerOf(caller), keyId: caller.keyId, key: key.data };
}

/** Whose keys they are: an agent's and a system's stay theirs when they get a new API key. */
function ownerOf(caller: Caller): string {
  const { extensionId, keyId, name } = caller;
  if (extensionId !== undefined) return `extension:${extensionId}`;
  return isPerson(caller) ? keyId : `system:${name}`;
}
