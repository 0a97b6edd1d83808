import { currentWork, inSpan } from '@wabx/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EntityManager, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { isTransactionConflict } from './database-errors.js';

const RETRY_DELAY_MS_MIN = 10;
const RETRY_DELAY_MS_MAX = 500;

/** Thrown by `work` that found the rows otherwise than it had locked them: it is run again, as after a conflict. */
export class TransactionConflict extends Error {
  override readonly name = 'TransactionConflict';
  /** serialization_failure */
  readonly code = '40001';
}

/**
 * Runs `work` in one transaction: all of it or nothing. It is run again, from the start, when the database chose it to
 * give way to another transaction, so it must not do anything that a rollback does not undo.
 */
export async function inTransaction<T>(
  source: { transaction<R>(work: (tx: EntityManager) => Promise<R>): Promise<R> },
  work: (tx: EntityManager) => Promise<T>,
  { attempts = 5 }: { attempts?: number } = {},
): Promise<T> {
  const run = () => tryAgain(source, work, attempts);
  // What a service does by itself every second is nobody's trace.
  if (!currentWork()) return await run();
  return await inSpan('transaction', { kind: 'client', attributes: { 'db.system.name': 'postgresql' } }, run);
}

async function tryAgain<T>(
  source: Parameters<typeof inTransaction>[0],
  work: (tx: EntityManager) => Promise<T>,
  attempts: number,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await source.transaction(work);
    } catch (error) {
      if (attempt >= attempts || !isTransactionConflict(error)) throw asConnectionLost(error);
      // Random, or the two that met would meet again.
      await sleep(Math.random() * Math.min(RETRY_DELAY_MS_MAX, RETRY_DELAY_MS_MIN * 2 ** attempt));
    }
  }
}

/**
 * A connection that dies between two statements of a transaction shows itself as TypeORM's "already released", which
 * elsewhere is a bug in our code. Nobody but a lost connection releases the runner here, so it gets the code that says so.
 */
function asConnectionLost(error: unknown): unknown {
  const isReleased =
    error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
  if (!isReleased) return error;
  return Object.assign(new Error('The connection was lost within a transaction', { cause: error }), { code: '08006' });
}
