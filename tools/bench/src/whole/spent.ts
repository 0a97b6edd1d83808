import { jetstreamManager } from '@nats-io/jetstream';
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaunchedStack } from './launched-stack.js';

/** What a piece of work took of the servers. None of it depends on the machine, but through the size of batches. */
export interface Spent {
  statements: number;
  transactions: number;
  /** Statements by the role that asked. */
  byRole: Record<string, number>;
  walRecords: number;
  walKiB: number;
  jetStreamMessages: number;
  /** Rows that channel-config wrote. */
  configRows: number;
}

/** Counts while `work` runs; Postgres logs all statements meanwhile, so what is timed is slower than usual. */
export async function spentBy(stack: LaunchedStack, work: () => Promise<void>): Promise<Spent> {
  await logStatements(stack, true);
  const offset = statSync(stack.postgresLog).size;
  const before = await serverCounters(stack);
  await work();
  const after = await serverCounters(stack);
  await logStatements(stack, false);
  const difference = (name: keyof typeof before) => after[name] - before[name];
  return {
    ...(await readStatements(stack.postgresLog, offset)),
    walRecords: difference('walRecords'),
    walKiB: difference('walKiB'),
    jetStreamMessages: difference('jetStreamMessages'),
    configRows: difference('configRows'),
  };
}

const PREFIX = '%u %p ';

async function logStatements({ database, postgresLog }: LaunchedStack, on: boolean): Promise<void> {
  const before = statSync(postgresLog).size;
  await database.query(on ? "ALTER SYSTEM SET log_statement = 'all'" : 'ALTER SYSTEM RESET log_statement');
  await database.query(on ? `ALTER SYSTEM SET log_line_prefix = '${PREFIX}'` : 'ALTER SYSTEM RESET log_line_prefix');
  await database.query('SELECT pg_reload_conf()');
  // The server says in its log that it has read its settings; its backends read them with their next statement.
  while (statSync(postgresLog).size === before) await delay(20);
}

async function serverCounters({ database, nats }: LaunchedStack) {
  const answer = await database.query<{ walRecords: number; walKiB: number; configRows: number }>(
    `SELECT wal_records::float8 AS "walRecords", (wal_bytes / 1024)::float8 AS "walKiB",
            (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables
              WHERE schemaname = 'config')::float8 AS "configRows"
       FROM pg_stat_wal`,
  );
  let jetStreamMessages = 0;
  for await (const { state } of (await jetstreamManager(nats)).streams.list()) jetStreamMessages += state.last_seq;
  const [row] = answer.rows;
  if (!row) throw new Error('Postgres has no counters');
  return { ...row, jetStreamMessages };
}

/** A transaction is what is between its first statement and its last, or a statement outside of one. */
async function readStatements(
  file: string,
  offset: number,
): Promise<Pick<Spent, 'statements' | 'transactions' | 'byRole'>> {
  const spent = { statements: 0, transactions: 0, byRole: {} as Record<string, number> };
  const inTransaction = new Set<string>();
  for await (const line of createInterface({ input: createReadStream(file, { start: offset }) })) {
    const [isStatement, role = '', process = '', text = ''] =
      /^(\S+) (\d+) LOG: {2}(?:statement|execute [^:]*): (.*)/.exec(line) ?? [];
    if (isStatement === undefined) continue;
    spent.statements += 1;
    spent.byRole[role] = (spent.byRole[role] ?? 0) + 1;
    if (/^START TRANSACTION/.test(text)) inTransaction.add(process);
    else if (/^(COMMIT|ROLLBACK)/.test(text)) inTransaction.delete(process);
    if (!inTransaction.has(process)) spent.transactions += 1;
  }
  return spent;
}
