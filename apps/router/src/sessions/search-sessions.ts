import type { DataSource } from 'typeorm';

const usualEffort = {
  /** Enough of the newest sessions to fill a page with a word that everybody uses. */
  newestTried: 50,
  /** More sessions than this are not fetched to be sorted: a word so frequent is found by walking from the newest on. */
  foundMax: 3_000,
  /** Of the newest sessions: above it a word is frequent, and the index is not asked at all. */
  frequentShare: 0.05,
};

/** How the sessions of one list are read; `only` is a condition on session `s`. */
export interface SessionWalk {
  /** The newest ids that fit the list, `only` among them; at most `limit`. */
  newest(limit: number, only?: Condition): Promise<string[]>;
  /** Of these sessions those that fit the list, newest first; at most `limit`. */
  among(ids: string[], limit: number): Promise<string[]>;
}

export type Condition = (bind: (value: unknown) => string) => string;

/**
 * The newest sessions in which a message or the customer's name has the words. Rare words are found by the index,
 * frequent ones by looking at sessions from the newest on; each way is slow for what the other is made for.
 */
export async function searchSessions(
  source: DataSource,
  words: string,
  limit: number,
  walk: SessionWalk,
  effort = usualEffort,
): Promise<string[]> {
  const [lowered] = (await source.query('SELECT lower($1) AS words', [words])) as { words: string }[];
  const needle = toNeedle(lowered?.words ?? words);
  const newest = await walk.newest(effort.newestTried + limit);
  const fitting = await holding(source, newest, needle);
  const found = newest.filter((id) => fitting.has(id));
  if (found.length >= limit || newest.length < effort.newestTried + limit) return found.slice(0, limit);
  // Many have it: the page is full long before the index has named them all.
  const isFrequent = found.length > newest.length * effort.frequentShare;
  const indexed = isFrequent ? undefined : await byIndex(source, needle, effort.foundMax);
  if (indexed) return await walk.among(indexed, limit);
  return await walk.newest(limit, (bind) => holds(bind(needle.text)));
}

interface Needle {
  text: string;
  grams: string[];
}

/** Two letters of the alphabet are looked for at the beginning of words: anywhere they would be in almost every text. */
function toNeedle(lowered: string): Needle {
  const characters = [...lowered];
  const text = characters.length === 2 && Buffer.byteLength(lowered) === 2 ? ` ${lowered}` : lowered;
  const parts = [...text];
  const size = Math.min(3, parts.length);
  const grams = parts.slice(size - 1).map((_, at) => parts.slice(at, at + size).join(''));
  return { text, grams: [...new Set(grams)] };
}

/** Whether session `s` has the needle. The space before is that of the index: words begin with one. */
function holds(needle: string): string {
  return `(strpos(' ' || (SELECT c.search FROM customer c WHERE c.id = s.customer_id), ${needle}) > 0 OR EXISTS (
      SELECT FROM message m LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id
      WHERE m.session_id = s.id AND (strpos(' ' || m.search, ${needle}) > 0
                                     OR strpos(' ' || a.search, ${needle}) > 0)))`;
}

async function holding(source: DataSource, ids: string[], { text }: Needle): Promise<Set<string>> {
  const rows = (await source.query(`SELECT s.id FROM session s WHERE s.id = ANY($1) AND ${holds('$2')}`, [
    ids,
    text,
  ])) as { id: string }[];
  return new Set(rows.map(({ id }) => id));
}

/** All sessions with the needle, or undefined when they are too many. */
async function byIndex(source: DataSource, { text, grams }: Needle, foundMax: number): Promise<string[] | undefined> {
  const rows = (await source.query(
    `(SELECT m.session_id AS id FROM message m
      WHERE search_grams(m.search) @> $1 AND strpos(' ' || m.search, $2) > 0
        AND m.session_id IS NOT NULL LIMIT $3)
     UNION ALL
     (SELECT m.session_id FROM amendment a
        JOIN message m ON m.phone_number_id = a.phone_number_id AND m.wa_message_id = a.target
      WHERE a.content IS NOT NULL AND search_grams(a.search) @> $1
        AND strpos(' ' || a.search, $2) > 0 AND m.session_id IS NOT NULL LIMIT $3)
     UNION ALL
     (SELECT s.id FROM customer c JOIN session s ON s.customer_id = c.id
      WHERE search_grams(c.search) @> $1 AND strpos(' ' || c.search, $2) > 0 LIMIT $3)`,
    [grams, text, foundMax + 1],
  )) as { id: string }[];
  return rows.length > foundMax ? undefined : [...new Set(rows.map(({ id }) => id))];
}
