import type { Queryable } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';

/** The customer that this one, an SQL expression, is shown as. */
export const headOf = (id: string): string =>
  `coalesce((SELECT g.head_id FROM merged_customer g WHERE g.customer_id = ${id}), ${id})`;

/** Ids of all customers that are shown as one with this one, an SQL expression. */
export const sameAs = (id: string): string => `
  SELECT ${headOf(id)} AS id
  UNION ALL SELECT k.customer_id FROM merged_customer k WHERE k.head_id = ${headOf(id)}`;

/** The customer and everybody who turned out to be the same person, by what Meta said or by what people said. */
export async function samePerson(db: Queryable, customerId: string): Promise<string[]> {
  // Also over `merged_into`: whom to erase is found although a row of `merged_customer` should be missing.
  const rows = (await db.query(
    `WITH RECURSIVE same AS (
       SELECT id FROM customer WHERE id = $1
       UNION
       SELECT n.id FROM same CROSS JOIN LATERAL (
         SELECT c.merged_into AS id FROM customer c WHERE c.id = same.id AND c.merged_into IS NOT NULL
         UNION ALL SELECT c.id FROM customer c WHERE c.merged_into = same.id
         UNION ALL ${sameAs('same.id')}) AS n
     ) SELECT id FROM same ORDER BY id`,
    [customerId],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Meta says that `from` was `into` all along: so was everybody whom people took for either. */
export async function carryPeople(tx: EntityManager, from: string, into: string): Promise<void> {
  const [heads] = (await tx.query(`SELECT ${headOf('$1::uuid')} AS "ofFrom", ${headOf('$2::uuid')} AS "ofInto"`, [
    from,
    into,
  ])) as { ofFrom: string; ofInto: string }[];
  if (!heads) throw new Error('a SELECT without FROM answered nothing');
  const { ofFrom } = heads;
  const head = heads.ofInto === from ? into : heads.ofInto;
  await tx.query('DELETE FROM merged_customer WHERE customer_id = ANY($1)', [[from, head]]);
  await tx.query('UPDATE merged_customer SET head_id = $1 WHERE head_id = ANY($2)', [head, [from, ofFrom]]);
  await tx.query(`INSERT INTO merged_customer (customer_id, head_id, by_people) VALUES ($1, $2, false)`, [from, head]);
  if (ofFrom === from || ofFrom === head) return;
  await tx.query(`INSERT INTO merged_customer (customer_id, head_id, by_people) VALUES ($1, $2, true)`, [ofFrom, head]);
}
