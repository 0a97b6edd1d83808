import type { DataSource } from 'typeorm';
import { gramsOf, toNeedleText } from './grams.js';

const usualEffort = {
  /** Enough of the newest sessions to fill a page with a word that everybody uses. */
  newestTried: 50,
  /** More entries than this are not looked up one by one: the walk picks them out on its way from the newest on. */
  foundMax: 1_000,
  /** Of the newest sessions: above it a word is frequent, and the index is not asked at all. */
  frequentShare: 0.05,
};

/** Of a needle's grams the index is asked for so many: with more it reads more and finds hardly less. */
const GRAMS_ASKED = 6;

/** How the sessions of one list are read; `only` is a condition on session `s`. */
export interface SessionWalk {
  /** The newest ids that fit the list, `only` among them; at most `limit`. */
  newest(limit: number, only?: Condition): Promise<string[]>;
}

/** What has to hold of session `s`; `hits` is a query that is run once for it, whose answer it knows as `hit`. */
export type Condition = (bind: (value: unknown) => string) => { where: string; hits?: string };

/** Where is looked: in messages and what is known of customers, or in that alone. */
export type Where = 'everywhere' | 'customers';

/**
 * The newest sessions in which a message or the customer's name has the words. Rare words are found by the index,
 * frequent ones by looking at sessions from the newest on; each way is slow for what the other is made for.
 */
export async function searchSessions(
  source: DataSource,
  words: string,
  limit: number,
  walk: SessionWalk,
  { where = 'everywhere', ...effort }: Partial<typeof usualEffort> & { where?: Where } = {},
): Promise<string[]> {
  const { newestTried, foundMax, frequentShare } = { ...usualEffort, ...effort };
  const needle = toNeedle(words, where);
  const tried = newestTried + limit;
  const newest = await walk.newest(tried);
  const found = await holding(source, newest, needle);
  if (found.length >= limit || newest.length < tried) return found.slice(0, limit);
  // Many have it: the page is full long before the index has named them all.
  const isFrequent = found.length > newest.length * frequentShare;
  if (isFrequent || needle.grams.length === 0) return await walk.newest(limit, holds(needle));
  const asked = await telling(source, needle);
  const places = await placesOf(source, asked, foundMax);
  return await walk.newest(limit, places.length > foundMax ? isHit(asked) : isAmong(places));
}

interface Needle {
  text: string;
  grams: number[];
  where: Where;
}

/** Two letters of the alphabet are looked for at the beginning of words: anywhere they would be in almost every text. */
function toNeedle(words: string, where: Where): Needle {
  const plain = toNeedleText(words);
  const text = plain.length === 2 && Buffer.byteLength(plain) === 2 ? ` ${plain}` : plain;
  return { text, grams: gramsOf(text), where };
}

/** Whether session `s` has the needle. */
function holds({ text, where }: Needle): Condition {
  const places = where === 'customers' ? '(s.customer_id)' : '(s.id, s.customer_id)';
  return (bind) => ({
    where: `EXISTS (SELECT FROM searchable e WHERE e.place IN ${places} AND strpos(e.text, ${bind(text)}) > 0)`,
  });
}

/** Whether session `s`, or the customer whose it is, is one of these. */
function isAmong(places: string[]): Condition {
  return (bind) => {
    const among = `ANY(${bind(places)}::uuid[])`;
    return { where: `(s.id = ${among} OR s.customer_id = ${among})` };
  };
}

/** The same of all places with the needle, however many. */
function isHit(needle: Needle): Condition {
  return (bind) => ({
    hits: placesWith(needle, bind),
    where: '(s.id IN (SELECT place FROM hit) OR s.customer_id IN (SELECT place FROM hit))',
  });
}

/** Not in one step: for the sake of a limit the planner would read the table from the beginning instead. */
function placesWith({ text, grams, where }: Needle, bind: (value: unknown) => string): string {
  return `WITH candidate AS MATERIALIZED (SELECT place, text FROM searchable WHERE grams @> ${bind(grams)}::integer[])
          SELECT place FROM candidate WHERE strpos(text, ${bind(text)}) > 0
          ${where === 'customers' ? 'AND place IN (SELECT id FROM customer)' : ''}`;
}

async function holding(source: DataSource, ids: string[], needle: Needle): Promise<string[]> {
  const parameters: unknown[] = [ids];
  const { where } = holds(needle)((value) => `$${parameters.push(value)}`);
  const rows = (await source.query(`SELECT s.id FROM session s WHERE s.id = ANY($1) AND ${where}`, parameters)) as {
    id: string;
  }[];
  const fitting = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => fitting.has(id));
}

/** The sessions and customers with the needle; of more than `max` one more than that. */
async function placesOf(source: DataSource, needle: Needle, max: number): Promise<string[]> {
  const parameters: unknown[] = [];
  const sql = placesWith(needle, (value) => `$${parameters.push(value)}`);
  const rows = (await source.query(`${sql} LIMIT ${max + 1}`, parameters)) as { place: string }[];
  return rows.map(({ place }) => place);
}

/** The needle with its rarest grams that do not say almost the same: neighbours share all characters but one. */
async function telling(source: DataSource, needle: Needle): Promise<Needle> {
  const { grams } = needle;
  if (grams.length <= GRAMS_ASKED) return needle;
  // What the database knows of the frequent ones anyway; it has no figure for a rare one.
  const rows = (await source.query(
    `SELECT gram, share FROM pg_stats,
            unnest(most_common_elems::text::integer[], most_common_elem_freqs) AS common (gram, share)
     WHERE schemaname = current_schema() AND tablename = 'searchable' AND attname = 'grams' AND gram = ANY($1)`,
    [grams],
  )) as { gram: number; share: number }[];
  const shares = new Map(rows.map(({ gram, share }) => [gram, share]));
  const rarestFirst = grams
    .map((gram, at) => ({ gram, at, share: shares.get(gram) ?? 0 }))
    .sort((a, b) => a.share - b.share);
  const chosen: typeof rarestFirst = [];
  for (const each of rarestFirst) {
    if (chosen.length < GRAMS_ASKED && chosen.every(({ at }) => Math.abs(at - each.at) > 1)) chosen.push(each);
  }
  return { ...needle, grams: chosen.map(({ gram }) => gram) };
}
