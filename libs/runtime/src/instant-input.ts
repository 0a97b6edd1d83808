import { z } from 'zod';

/** A moment that a caller gives, with its offset from UTC. RFC 3339 puts no end to the digits of a second. */
export const instantInput = z.iso
  .datetime({ offset: true, abort: true })
  .max(40)
  .refine(isKnownToPostgres, 'must be in the years 1 to 9999, with an offset of less than 16 hours');

function isKnownToPostgres(instant: string): boolean {
  const hours = Number(/[+-](\d\d):\d\d$/.exec(instant)?.[1] ?? 0);
  const year = new Date(instant).getUTCFullYear();
  return hours < 16 && year >= 1 && year <= 9999;
}
