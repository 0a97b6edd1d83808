import { limits } from '@wabx/contracts';
import { z } from 'zod';

/** A name that people give: trimmed, one line, equal when it looks equal (NFC). */
export const nameInput = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'must not be empty')
  .max(limits.channelNameLength, `must have at most ${limits.channelNameLength} characters`)
  // In ranges: the description is read by languages whose expressions have no \p. Halves of characters are refused everywhere.
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must not contain control characters');
