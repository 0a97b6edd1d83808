import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Configuration } from '../directory.js';
import type { SessionWalk } from '../search/search-sessions.js';
import { encodeCursor, search, sessionCursorSchema, visibleTo, walkOf } from '../sessions/list-sessions.js';
import type { Actor } from '../sessions/refusal.js';
import { listedCustomerSchema, readCustomers } from './customer-view.js';
import { headOf, sameAs } from './same-person.js';

export const customerQuerySchema = z.strictObject({
  q: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .optional()
    .describe("Part of the customer's own name, WhatsApp name, user name or number, or the customer's id"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: sessionCursorSchema,
});
export type CustomerQuery = z.infer<typeof customerQuerySchema>;

export const customersSchema = z
  .object({ items: z.array(listedCustomerSchema), nextCursor: z.string().optional() })
  .meta({ id: 'Customers' });
export type Customers = z.infer<typeof customersSchema>;

/**
 * The customers of the sessions that the actor may see, whose newest one is the most recently active first: the list of
 * sessions, of which each customer's newest stays. A cursor is one of that list.
 */
export async function listCustomers(
  source: DataSource,
  configuration: Configuration,
  actor: Actor,
  { q, limit, cursor }: CustomerQuery,
): Promise<Customers> {
  const newestOnly = (from: CustomerQuery['cursor']) =>
    ofNewestOnly(walkOf(source, configuration, actor, { limit, cursor: from }), actor, configuration);
  const walk = newestOnly(cursor);
  const ids = q
    ? await search(source, q, limit + 1, { walk, whole: newestOnly(undefined), where: 'customers' })
    : await walk.newest(limit + 1);
  const rows = (await source.query(
    `SELECT s.id, s.last_activity_at, ${headOf('s.customer_id')} AS customer_id FROM session s
     WHERE s.id = ANY($1) ORDER BY s.last_activity_at DESC, s.id DESC`,
    [ids.slice(0, limit)],
  )) as { id: string; last_activity_at: Date; customer_id: string }[];
  const customers = await readCustomers(
    source,
    rows.map(({ customer_id }) => customer_id),
  );
  const last = rows.at(-1);
  return {
    // One may have been erased since.
    items: rows.flatMap(({ customer_id }) => customers.get(customer_id) ?? []),
    ...(ids.length > limit && last ? { nextCursor: encodeCursor(last) } : {}),
  };
}

/** Only sessions `s` of whose customer the actor sees no newer one. */
function ofNewestOnly(walk: SessionWalk, actor: Actor, configuration: Configuration): SessionWalk {
  return {
    newest: (limit, only) =>
      walk.newest(limit, (bind) => {
        const isNewest = `NOT EXISTS (
          SELECT FROM session n WHERE n.customer_id IN (${sameAs('s.customer_id')})
            AND (n.last_activity_at, n.id) > (s.last_activity_at, s.id) AND ${visibleTo(actor, configuration, bind, 'n')})`;
        const condition = only?.(bind);
        return condition ? { ...condition, where: `${condition.where} AND ${isNewest}` } : { where: isNewest };
      }),
  };
}
