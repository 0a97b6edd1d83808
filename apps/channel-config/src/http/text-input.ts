import { limits } from '@wabx/contracts';
import { z } from 'zod';

/** A name that people give: trimmed, one line, equal when it looks equal (NFC). */
export const nameInput = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'must not be empty')
  .max(limits.channelNameLength, `must have at most ${limits.channelNameLength} characters`)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters or halves of characters');
