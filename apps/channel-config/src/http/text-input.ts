import { limits } from '@wabx/contracts';
import { z } from 'zod';

/** A name that people give: trimmed, one line, equal when it looks equal (NFC). */
export const nameInput = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'must not be empty')
  .max(limits.channelNameLength, `must have at most ${limits.channelNameLength} characters`)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');
