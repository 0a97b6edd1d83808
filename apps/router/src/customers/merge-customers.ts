import { newId, NO_CHANNEL, operationPerformed, type AuditedAction, type Doer } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue, inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { lockIdentities, lockPerson, shareErasing } from '../locks.js';
import { makeCustomersFindable } from '../search/searchable.js';
import { refuse, type Refusal } from '../sessions/refusal.js';
import { headOf, samePerson } from './same-person.js';

/**
 * An administrator says that two customers are the same person, and takes it back. Each keeps their numbers, conversations
 * and sessions: only what is shown, listed, searched and erased is one.
 */
export class CustomerMerging {
  constructor(private readonly source: DataSource) {}

  /** Shows the customer as `into`, or as whom that one is shown. Nothing happens where the two are one already. */
  async merge(id: string, into: string, by: Doer): Promise<Refusal | undefined> {
    return await this.among([id, into], async (tx) => {
      const [heads] = (await tx.query(`SELECT ${headOf('$1::uuid')} AS "ofId", ${headOf('$2::uuid')} AS "ofInto"`, [
        id,
        into,
      ])) as { ofId: string; ofInto: string }[];
      if (!heads || heads.ofId === heads.ofInto) return undefined;
      if (heads.ofId !== id) {
        return refuse('CUSTOMER_MERGED', 'The customer is merged into another one. Unmerge them first.', {
          into: heads.ofId,
        });
      }
      const others = (await tx.query('SELECT customer_id FROM merged_customer WHERE head_id = $1 AND by_people', [
        id,
      ])) as { customer_id: string }[];
      if (others.length > 0) {
        const detail = 'Others are merged into this customer. Unmerge them first, or merge the other way round.';
        return refuse('CUSTOMER_MERGED', detail, { merged: others.map(({ customer_id }) => customer_id) });
      }
      await tx.query('UPDATE merged_customer SET head_id = $2 WHERE head_id = $1', [id, heads.ofInto]);
      await tx.query('INSERT INTO merged_customer (customer_id, head_id, by_people) VALUES ($1, $2, true)', [
        id,
        heads.ofInto,
      ]);
      await makeCustomersFindable(tx, [id]);
      await tell(tx, 'customer.merge', id, heads.ofInto, by);
      return undefined;
    });
  }

  /** Everything is as it was without the merge; what Meta says to be one person stays one. */
  async unmerge(id: string, by: Doer): Promise<Refusal | undefined> {
    return await this.among([id], async (tx) => {
      const [from] = (await tx.query(
        `WITH gone AS (DELETE FROM merged_customer WHERE customer_id = $1 AND by_people RETURNING head_id)
         SELECT head_id AS head FROM gone`,
        [id],
      )) as { head: string }[];
      if (!from) return refuse('CUSTOMER_NOT_MERGED', 'No administrator has merged this customer into another one.');
      await tx.query(
        `WITH RECURSIVE down AS (
           SELECT id FROM customer WHERE merged_into = $1
           UNION SELECT c.id FROM customer c JOIN down ON c.merged_into = down.id
         ) UPDATE merged_customer SET head_id = $1 WHERE customer_id IN (SELECT id FROM down)`,
        [id],
      );
      await makeCustomersFindable(tx, [id, from.head]);
      await tell(tx, 'customer.unmerge', id, from.head, by);
      return undefined;
    });
  }

  /** While nobody else changes who these customers are, neither Meta nor people. */
  private async among(
    ids: string[],
    work: (tx: EntityManager) => Promise<Refusal | undefined>,
  ): Promise<Refusal | undefined> {
    return await inTransaction(this.source, async (tx) => {
      await shareErasing(tx);
      const channels = (await tx.query('SELECT DISTINCT channel_id AS id FROM customer WHERE id = ANY($1)', [
        await peopleOf(tx, ids),
      ])) as { id: string }[];
      await lockIdentities(
        tx,
        channels.map(({ id }) => id),
      );
      const people = await peopleOf(tx, ids);
      if (!ids.every((id) => people.includes(id))) return refuse('CUSTOMER_NOT_FOUND', 'There is no such customer.');
      await lockPerson(tx, people);
      return await work(tx);
    });
  }
}

async function peopleOf(tx: EntityManager, ids: string[]): Promise<string[]> {
  const people = new Set<string>();
  for (const id of ids) for (const same of await samePerson(tx, id)) people.add(same);
  return [...people];
}

async function tell(tx: EntityManager, action: AuditedAction, id: string, into: string, by: Doer): Promise<void> {
  const startedAt = new Date().toISOString();
  const operation = { operationId: newId(), by, action, targetId: id, after: { into }, filter: {}, startedAt };
  await enqueue(tx, [toOutboxFact(operationPerformed, NO_CHANNEL, operation, { orderKey: `audit:${id}` })]);
}
