import type { EntityManager } from 'typeorm';

/** The pool, or a transaction that is under way: the stores work on either. */
export interface Database {
  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T>;
  readonly manager: EntityManager;
}

/** What stores do on it becomes part of `tx`, as a savepoint each. */
export function within(tx: EntityManager): Database {
  return { transaction: (work) => tx.transaction(work), manager: tx };
}
