import { z } from 'zod';

/** A moment that a caller gives, with its offset from UTC. RFC 3339 puts no end to the digits of a second. */
export const instantInput = z.iso.datetime({ offset: true }).max(40);
