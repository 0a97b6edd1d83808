import { z } from 'zod';

const LIMIT_MAX = 200;
/** At so much a page ends before its limit; one item comes in any case. */
const PAGE_BYTES_MAX = 1024 * 1024;

/** `?limit&cursor` of a list whose order is that of its ids. */
export function pageQuery<Cursor extends z.ZodType<string>>(cursor: Cursor) {
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(50),
    cursor: cursor.optional().describe('`nextCursor` of the page before'),
  });
}
export type PageQuery = z.infer<ReturnType<typeof pageQuery>>;

export interface Page<Item> {
  items: Item[];
  /** Missing on the last page. */
  nextCursor?: string;
}

/** A page of `rows`, which were read with one more than `limit` to see whether there is another page. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    if (bytes >= PAGE_BYTES_MAX) break;
    const item = toItem(row);
    bytes += Buffer.byteLength(JSON.stringify(item));
    items.push(item);
  }
  const last = rows[items.length - 1];
  return { items, ...(rows.length > items.length && last !== undefined ? { nextCursor: cursorOf(last) } : {}) };
}

/** The schema of such a page, for the API's description. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
