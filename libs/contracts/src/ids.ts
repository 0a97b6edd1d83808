import { v5, v7 } from 'uuid';

const FILES = '5b0c5a4e-3a53-4c36-9d55-8f3a1d6f2b70';

/** A new id; sorts by time. */
export function newId(): string {
  return v7();
}

/** Our id of the file that came with an inbound message: router and media-store must agree without asking each other. */
export function fileIdOf(phoneNumberId: string, waMessageId: string): string {
  return v5(`${phoneNumberId}:${waMessageId}`, FILES);
}
