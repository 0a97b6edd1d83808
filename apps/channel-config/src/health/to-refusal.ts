import { pausingClasses } from '../doctor/diagnose-seen.js';
import type { Sighting } from './seen.js';

/** What a refusal by Meta says about the channel: nothing, unless it stops more than the one message. */
export function toRefusal(
  channelId: string,
  errorClass: string,
  at: string,
  evidence: Record<string, unknown>,
): Sighting[] {
  if (!pausingClasses.some((known) => known === errorClass)) return [];
  const detail = JSON.stringify(evidence);
  return [
    { channelId, fact: 'graph-refused', at, detail: errorClass },
    { channelId, fact: `refused:${errorClass}`, at, detail },
  ];
}
