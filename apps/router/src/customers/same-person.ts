import type { Queryable } from '@wabx/persistence';

/** The customer and everybody who turned out to be the same person. */
export async function samePerson(db: Queryable, customerId: string): Promise<string[]> {
  const rows = (await db.query(
    `WITH RECURSIVE up AS (
       SELECT id, merged_into FROM customer WHERE id = $1
       UNION SELECT c.id, c.merged_into FROM customer c JOIN up ON c.id = up.merged_into
     ), down AS (
       SELECT id FROM up UNION SELECT c.id FROM customer c JOIN down ON c.merged_into = down.id
     ) SELECT id FROM down ORDER BY id`,
    [customerId],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
}
