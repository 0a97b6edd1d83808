import { Injectable } from '@nestjs/common';
import { auditExtended, NO_CHANNEL, type DataOf, type operationPerformed } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue, inTransaction } from '@wabx/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { FIRST_PREVIOUS, hashOf } from './chain.js';

type Operation = DataOf<typeof operationPerformed>;

export interface AuditEntry {
  sequence: string;
  content: Pick<Operation, 'by' | 'action' | 'targetId' | 'fields' | 'before' | 'after' | 'startedAt'> & {
    filter?: Operation['filter'];
  };
  /** What was told at the end, in an entry of its own. */
  outcome: Operation['outcome'] | null;
}

export interface AuditQuery {
  limit: number;
  cursor?: string | undefined;
  target?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  /** Times, in any form that has an offset. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Any number that nobody else uses for an advisory lock: one extends the chain at a time. */
const CHAIN_LOCK = 0x77634175;

/** The only one that writes the audit, and its reader. */
@Injectable()
export class AuditTrail {
  constructor(private readonly source: DataSource) {}

  /** Adds what is not there yet, in this order; the start and the end of an operation are entries of their own. */
  async extend(operations: readonly Operation[]): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
      const entries = await this.link(tx, await unknownOf(tx, operations));
      const last = entries.at(-1);
      if (last === undefined) return;
      await tx.query(
        `INSERT INTO audit (sequence, previous_sha256, sha256, content)
         SELECT sequence, previous_sha256, sha256, content FROM jsonb_to_recordset($1::jsonb)
           AS entry (sequence bigint, previous_sha256 text, sha256 text, content text)`,
        [JSON.stringify(entries)],
      );
      const head = { sequence: last.sequence, sha256: last.sha256 };
      await enqueue(tx, [toOutboxFact(auditExtended, NO_CHANNEL, head, { orderKey: 'audit-head' })]);
    });
  }

  /** Newest first, at most `limit + 1`; an operation's end is shown with its start. */
  async list({ limit, cursor, target, actor, action, from, to }: AuditQuery): Promise<AuditEntry[]> {
    const parameters: unknown[] = [];
    const bind = (value: unknown) => `$${parameters.push(value)}`;
    const conditions = [
      'NOT EXISTS (SELECT FROM audit e WHERE e.operation_id = a.operation_id AND e.sequence < a.sequence)',
      ...(target === undefined ? [] : [`a.target_id = ${bind(target)}`]),
      ...(actor === undefined ? [] : [`a.key_id = ${bind(actor)}`]),
      ...(action === undefined ? [] : [`a.action = ${bind(action)}`]),
      ...(from === undefined ? [] : [`a.at >= ${bind(new Date(from).toISOString())}`]),
      ...(to === undefined ? [] : [`a.at < ${bind(new Date(to).toISOString())}`]),
      ...(cursor === undefined ? [] : [`a.sequence < ${bind(cursor)}`]),
    ];
    return await this.source.query<AuditEntry[]>(
      `SELECT a.sequence, a.content::jsonb AS content,
              coalesce(a.content::jsonb -> 'outcome', (SELECT e.content::jsonb -> 'outcome' FROM audit e
                WHERE e.operation_id = a.operation_id AND e.ended)) AS outcome
         FROM audit a WHERE ${conditions.join(' AND ')} ORDER BY a.sequence DESC LIMIT ${bind(limit + 1)}`,
      parameters,
    );
  }

  private async link(tx: EntityManager, operations: Operation[]) {
    const [last] = await tx.query<{ sequence: string; sha256: string }[]>(
      'SELECT sequence, sha256 FROM audit ORDER BY sequence DESC LIMIT 1',
    );
    let sequence = Number(last?.sequence ?? 0);
    let previous = last?.sha256 ?? FIRST_PREVIOUS;
    return operations.map((operation) => {
      const content = JSON.stringify({ ...operation, startedAt: new Date(operation.startedAt).toISOString() });
      const entry = {
        sequence: (sequence += 1),
        previous_sha256: previous,
        sha256: hashOf(previous, content),
        content,
      };
      previous = entry.sha256;
      return entry;
    });
  }
}

/** What is delivered twice is told once, within these operations too. */
async function unknownOf(tx: EntityManager, operations: readonly Operation[]): Promise<Operation[]> {
  const keyOf = (operationId: string, ended: boolean) => `${operationId} ${ended}`;
  const rows = await tx.query<{ operation_id: string; ended: boolean }[]>(
    'SELECT operation_id, ended FROM audit WHERE operation_id = ANY ($1)',
    [operations.map(({ operationId }) => operationId)],
  );
  const known = new Set(rows.map((row) => keyOf(row.operation_id, row.ended)));
  return operations.filter(({ operationId, outcome }) => {
    const key = keyOf(operationId, outcome !== undefined);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}
