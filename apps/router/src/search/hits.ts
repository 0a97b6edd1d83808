import type { DataSource } from 'typeorm';
import { toNeedleText, toSearchText } from './grams.js';
import { shownMessages, textOf, type ShownMessage } from './searchable.js';

/** Of each session so many, the newest; people open the session for the rest. */
const HITS_MAX = 3;
/** So far back it is looked in each session. */
const MESSAGES_LOOKED_AT = 1_000;

/** In which messages of these sessions the words are, newest first; a session found by its customer may have none. */
export async function hitsIn(source: DataSource, sessionIds: string[], words: string): Promise<Map<string, string[]>> {
  const needle = toNeedleText(words);
  const messages = (await source.query(
    `SELECT found.* FROM unnest($1::uuid[]) AS s (id)
     JOIN LATERAL (${shownMessages} WHERE m.session_id = s.id AND m.joined_to IS NULL
                   ORDER BY m.sent_at DESC, m.position DESC LIMIT ${MESSAGES_LOOKED_AT}) AS found ON true
     WHERE EXISTS (SELECT FROM searchable e WHERE e.place = s.id AND strpos(e.text, $2) > 0)`,
    [sessionIds, needle],
  )) as ShownMessage[];
  const hits = new Map<string, string[]>();
  for (const message of messages) {
    const found = hits.get(message.session_id) ?? [];
    if (found.length === HITS_MAX || !toSearchText(textOf(message)).includes(needle)) continue;
    hits.set(message.session_id, [...found, message.id]);
  }
  return hits;
}
