import type pg from 'pg';
import { codesOf, POOL_EXHAUSTED } from './database-errors.js';
import { statementName } from './prepared.js';

const STATEMENTS_KEPT = 20;

export type ContentionKind = 'deadlock' | 'serialization' | 'lock-timeout' | 'pool-exhausted';

/** Work of this service was in its own way: the database is there, and answers. */
export interface Contention {
  kind: ContentionKind;
  /** What the transaction has asked so far, the statement that failed last; names and texts, never values. */
  statements: string[];
}

const KIND_BY_CODE: Record<string, ContentionKind> = {
  '40P01': 'deadlock',
  '40001': 'serialization',
  '55P03': 'lock-timeout',
  [POOL_EXHAUSTED]: 'pool-exhausted',
};

/** Which contention a failure tells of, wherever in the chain of causes; undefined for all other failures. */
export function contentionOf(error: unknown): ContentionKind | undefined {
  const [kind] = codesOf(error).flatMap((code) => KIND_BY_CODE[code] ?? []);
  return kind;
}

/** For `onConnect` of a pool: tells of each statement that failed because others were in its way. */
export function watchContention(client: pg.ClientBase, tell: (contention: Contention) => void): void {
  const query = client.query.bind(client) as (statement: string | pg.QueryConfig, ...rest: unknown[]) => unknown;
  let statements: string[] = [];
  const watched = (statement: string | pg.QueryConfig, ...rest: unknown[]) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    if (/^\s*(START TRANSACTION|BEGIN)/i.test(text)) statements = [];
    const asked = statementName(text);
    const sofar = (statements = [...statements, asked].slice(-STATEMENTS_KEPT));
    const answer = query(statement, ...rest);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        const kind = contentionOf(error);
        if (kind !== undefined) tell({ kind, statements: sofar });
      });
    }
    return answer;
  };
  client.query = watched as typeof client.query;
}

/** Tells of each wait for a free connection of the pool that was in vain. */
export function watchPool(pool: pg.Pool, tell: (contention: Contention) => void): void {
  const connect = pool.connect.bind(pool) as (done: (error: unknown, ...rest: unknown[]) => void) => void;
  const watched = (done: (error: unknown, ...rest: unknown[]) => void) =>
    connect((error, ...rest) => {
      if (contentionOf(error) === 'pool-exhausted') tell({ kind: 'pool-exhausted', statements: [] });
      done(error, ...rest);
    });
  pool.connect = watched as typeof pool.connect;
}
