import type { Queryable } from '@wabx/persistence';
import { z } from 'zod';
import { sameAs } from './same-person.js';

const instant = z.iso.datetime();

/** A customer as a list shows them. */
export const listedCustomerSchema = z
  .object({
    id: z.uuid(),
    name: z.string().optional().describe('As sessions show the customer: the own name, else the one on WhatsApp'),
    ownName: z.string().optional().describe('What we call the customer'),
    note: z.string().optional().describe('What we know about the customer; they never see it'),
    whatsapp: z.object({ name: z.string().optional(), username: z.string().optional() }),
    phone: z.string().optional(),
    userId: z.string().optional().describe('Business-scoped user id'),
    firstContactAt: instant,
    lastContactAt: instant.optional(),
  })
  .meta({ id: 'ListedCustomer' });
export type ListedCustomer = z.infer<typeof listedCustomerSchema>;

interface CustomerRow {
  id: string;
  own_name: string | null;
  note: string | null;
  name: string | null;
  username: string | null;
  phone: string | null;
  user_id: string | null;
  first_at: Date;
  last_at: Date | null;
}

/** What the customer `c` does not tell themself, of whom they are one with: what was said last. */
const newestOf = (column: string, at: string): string => `
  coalesce(c.${column}, (SELECT x.${column} FROM customer x WHERE x.id IN (${sameAs('c.id')}) AND x.${column} IS NOT NULL
                         ORDER BY x.${at} DESC NULLS LAST, x.id LIMIT 1)) AS ${column}`;

/** These customers, who are heads, by their ids. */
export async function readCustomers(db: Queryable, ids: string[]): Promise<Map<string, ListedCustomer>> {
  const rows = (await db.query(
    `SELECT c.id, c.own_name, c.note, ${newestOf('name', 'named_at')}, ${newestOf('username', 'username_at')},
            ${newestOf('phone', 'phone_at')}, ${newestOf('user_id', 'user_id_at')},
            (SELECT min(x.created_at) FROM customer x WHERE x.id IN (${sameAs('c.id')})) AS first_at,
            (SELECT max(s.last_activity_at) FROM session s WHERE s.customer_id IN (${sameAs('c.id')})) AS last_at
     FROM customer c WHERE c.id = ANY($1)`,
    [ids],
  )) as CustomerRow[];
  return new Map(rows.map((row) => [row.id, toListedCustomer(row)]));
}

function toListedCustomer(row: CustomerRow): ListedCustomer {
  return {
    id: row.id,
    name: row.own_name ?? row.name ?? undefined,
    ownName: row.own_name ?? undefined,
    note: row.note ?? undefined,
    whatsapp: { name: row.name ?? undefined, username: row.username ?? undefined },
    phone: row.phone === null ? undefined : `+${row.phone}`,
    userId: row.user_id ?? undefined,
    firstContactAt: row.first_at.toISOString(),
    lastContactAt: row.last_at?.toISOString(),
  };
}
