import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { toNeedleText, toSearchText } from './grams.js';
import { snippetOf } from './snippet.js';
import { shownMessages, textOf, type ShownMessage } from './searchable.js';

/** Of each session so many, the newest; people open the session for the rest. */
const HITS_MAX = 3;
/** So far back it is looked in each session. */
const MESSAGES_LOOKED_AT = 1_000;

export const hitSchema = z
  .object({
    messageId: z.uuid(),
    at: z.iso.datetime(),
    snippet: z.string().describe('The words and what stands around them, as they were written'),
  })
  .meta({ id: 'SearchHit' });
type Hit = z.infer<typeof hitSchema>;

/** In which messages of these sessions the words are, newest first; a session found by its customer may have none. */
export async function hitsIn(source: DataSource, sessionIds: string[], words: string): Promise<Map<string, Hit[]>> {
  const needle = toNeedleText(words);
  const messages = (await source.query(
    `SELECT found.* FROM unnest($1::uuid[]) AS s (id)
     JOIN LATERAL (${shownMessages} WHERE m.session_id = s.id AND m.joined_to IS NULL
                   ORDER BY m.sent_at DESC, m.position DESC LIMIT ${MESSAGES_LOOKED_AT}) AS found ON true
     WHERE EXISTS (SELECT FROM searchable e WHERE e.place = s.id AND strpos(e.text, $2) > 0)`,
    [sessionIds, needle],
  )) as (ShownMessage & { sent_at: Date })[];
  const hits = new Map<string, Hit[]>();
  for (const message of messages) {
    const found = hits.get(message.session_id) ?? [];
    const text = textOf(message);
    if (found.length === HITS_MAX || !toSearchText(text).includes(needle)) continue;
    const hit = { messageId: message.id, at: message.sent_at.toISOString(), snippet: snippetOf(text, needle) };
    hits.set(message.session_id, [...found, hit]);
  }
  return hits;
}
