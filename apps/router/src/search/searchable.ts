import type { InboundContent, MessageView } from '@wabx/contracts';
import type { Queryable } from '@wabx/persistence';
import { bodyOf } from '../messages/preview.js';
import { shownContent, type Content } from '../messages/shown-content.js';
import { sameAs } from '../customers/same-person.js';
import { gramsOf, toSearchText } from './grams.js';

const FILLED_AT_ONCE = 1_000;

/** A message with what is shown of it: after an edit, what it says now. */
export interface ShownMessage {
  id: string;
  session_id: string;
  content: Content;
  edited: InboundContent | null;
  details: Pick<MessageView, 'referral' | 'referredProduct'> | null;
}

interface NamedCustomer {
  id: string;
  texts: string[];
}

/** By which texts a session is found: `place` is the session, or the customer whose sessions are all found by it. */
interface Entry {
  place: string;
  source: string;
  texts: string[];
}

export const shownMessages = `
  SELECT m.id, m.session_id, m.sent_at, m.content, a.content AS edited, m.details - 'raw' AS details
  FROM message m LEFT JOIN amendment a ON a.phone_number_id = m.phone_number_id AND a.target = m.wa_message_id`;

/** Lets open sessions be found by these messages: an entry each, so that one more costs the same in a long session. */
export async function makeMessagesFindable(db: Queryable, messages: ShownMessage[]): Promise<void> {
  await write(
    db,
    messages.map((message) => ({ place: message.session_id, source: message.id, texts: [textOf(message)] })),
  );
}

/** Lets sessions that are closed be found by all their messages: one entry each, which is read in one step. */
export async function makeClosedSessionsFindable(
  db: Queryable,
  sessionIds: string[],
  isShown = 'AND m.joined_to IS NULL',
): Promise<void> {
  if (sessionIds.length === 0) return;
  const messages = (await db.query(
    `${shownMessages} WHERE m.session_id = ANY($1) ${isShown} ORDER BY m.session_id, m.sent_at, m.position, m.id`,
    [sessionIds],
  )) as ShownMessage[];
  const entries = new Map<string, Entry>();
  for (const message of messages) {
    const id = message.session_id;
    const entry = entries.get(id) ?? { place: id, source: id, texts: [] };
    entry.texts.push(textOf(message));
    entries.set(id, entry);
  }
  await db.query('DELETE FROM searchable WHERE place = ANY($1) AND (source <> place OR NOT place = ANY($2))', [
    sessionIds,
    [...entries.keys()],
  ]);
  await write(db, [...entries.values()]);
}

/** Lets sessions not be found any more by messages that were in them. */
export async function makeMovedFindable(db: Queryable, moved: { id: string; from: string }[]): Promise<void> {
  if (moved.length === 0) return;
  await db.query('DELETE FROM searchable WHERE source = ANY($1)', [moved.map(({ id }) => id)]);
  const closed = (await db.query(`SELECT id FROM session WHERE state = 'closed' AND id = ANY($1)`, [
    moved.map(({ from }) => from),
  ])) as { id: string }[];
  await makeClosedSessionsFindable(
    db,
    closed.map(({ id }) => id),
  );
}

/** Lets customers' sessions be found by their names and numbers as they are now, and by those of whom they are one with. */
export async function makeCustomersFindable(db: Queryable, customerIds: string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const customers = (await db.query(
    `SELECT c.id, (SELECT array_agg(concat_ws(' ', x.own_name, x.name, x.username, x.phone) ORDER BY x.id)
                   FROM customer x WHERE x.id IN (${sameAs('c.id')})) AS texts
     FROM customer c
     WHERE c.id IN (SELECT same.id FROM unnest($1::uuid[]) AS w (id) CROSS JOIN LATERAL (${sameAs('w.id')}) AS same)`,
    [customerIds],
  )) as NamedCustomer[];
  await writeCustomers(db, customers);
}

async function writeCustomers(db: Queryable, customers: NamedCustomer[]): Promise<void> {
  await write(
    db,
    customers.map(({ id, texts }) => ({ place: id, source: id, texts })),
  );
}

/** Makes everything findable that is in the tables; in a transaction, while nobody else writes. */
export async function makeAllFindable(db: Queryable): Promise<void> {
  const each = async <Row>(sql: string, take: (rows: Row[]) => Promise<void>) => {
    await db.query(`DECLARE all_of_them NO SCROLL CURSOR FOR ${sql}`);
    for (;;) {
      const rows = (await db.query(`FETCH ${FILLED_AT_ONCE} FROM all_of_them`)) as Row[];
      if (rows.length === 0) break;
      await take(rows);
    }
    await db.query('CLOSE all_of_them');
  };
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  await each<ShownMessage>(`${shownMessages} JOIN session s ON s.id = m.session_id WHERE s.state = 'open'`, (rows) =>
    makeMessagesFindable(db, rows),
  );
  await each<{ id: string }>(`SELECT id FROM session WHERE state = 'closed'`, (rows) =>
    // In a migration: no message was ever joined to another before it.
    makeClosedSessionsFindable(db, ids(rows), ''),
  );
  // In a migration: what else a customer is found by came later.
  await each<NamedCustomer>(`SELECT id, ARRAY[concat_ws(' ', name, username, phone)] AS texts FROM customer`, (rows) =>
    writeCustomers(db, rows),
  );
}

async function write(db: Queryable, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const worded = entries.map(({ place, source, texts }) => {
    const lines = texts.map(toSearchText);
    // No needle has a line's end in it: none is found from the end of one message to the beginning of the next.
    return { place, source, text: lines.join('\n'), grams: new Set(lines.flatMap(gramsOf)) };
  });
  await db.query(
    `INSERT INTO searchable AS e (place, source, text, grams)
     SELECT place, source, text, grams::integer[]
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS r (place, source, text, grams)
     ORDER BY place, source
     ON CONFLICT (place, source) DO UPDATE SET text = excluded.text, grams = excluded.grams
     WHERE e.text <> excluded.text`,
    [
      worded.map(({ place }) => place),
      worded.map(({ source }) => source),
      worded.map(({ text }) => text),
      worded.map(({ grams }) => `{${[...grams].join(',')}}`),
    ],
  );
}

/** What people read of a message and of what came along with it, as one text. */
export function textOf({ content, edited, details }: ShownMessage): string {
  const { referral, referredProduct } = details ?? {};
  return [
    wordsOf(shownContent(content, edited)),
    referral?.headline,
    referral?.body,
    referral?.sourceUrl,
    referral?.sourceId,
    referral?.clickId,
    referral?.welcomeText,
    referredProduct?.productRetailerId,
    referredProduct?.catalogId,
  ]
    .filter(Boolean)
    .join(' ');
}

function wordsOf(content: Content): string {
  switch (content.kind) {
    case 'text':
    case 'note':
      return content.text.body;
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return [content.media.caption, content.media.filename].filter(Boolean).join(' ');
    case 'location':
      return [content.location.name, content.location.address].filter(Boolean).join(' ');
    case 'button_reply':
      return content.buttonReply.title ?? '';
    case 'list_reply':
      return content.listReply.title ?? '';
    case 'order':
      return content.order.text ?? '';
    case 'interactive':
      return bodyOf(content.interactive) ?? '';
    default:
      return '';
  }
}
