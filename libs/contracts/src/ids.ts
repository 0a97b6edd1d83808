import { v5, v7 } from 'uuid';

const FILES = '5b0c5a4e-3a53-4c36-9d55-8f3a1d6f2b70';
const OPERATIONS = '0c2f8f7e-0f0b-4d0a-9f57-3f3f7a0c9b1d';

/** A new id; sorts by time. */
export function newId(): string {
  return v7();
}

/**
 * Our id of the file that came with an inbound message: the same for every copy of the message, so that a late one is known
 * again. Nobody computes it from the message alone.
 *
 * @param key what only those know who may take messages in
 */
export function fileIdOf(key: string, phoneNumberId: string, waMessageId: string): string {
  return v5(`${key}:${phoneNumberId}:${waMessageId}`, FILES);
}

/** The id of an operation that several replicas may begin at once: the same for all of them. */
export function operationIdOf(what: string): string {
  return v5(what, OPERATIONS);
}
