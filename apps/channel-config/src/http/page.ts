import { z } from 'zod';

const LIMIT_MAX = 200;

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
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    ...(rows.length > limit && last !== undefined ? { nextCursor: cursorOf(last) } : {}),
  };
}

/** The schema of such a page, for the API's description. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
