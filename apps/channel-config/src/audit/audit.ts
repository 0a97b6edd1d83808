import { Injectable } from '@nestjs/common';
import type { DataOf, operationPerformed } from '@wabx/contracts';
import type { Caller } from '@wabx/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { pageQuery } from '../http/page.js';
import { AuditRecord } from './audit.entity.js';

/** Who does something: a key, or the service itself by its environment. */
export type Actor = Pick<Caller, 'keyId' | 'name'>;

export interface Change {
  action: `${'channel' | 'number' | 'extension' | 'queue' | 'api-key'}.${'create' | 'update' | 'delete' | 'revoke' | 'close-rotation' | 'repair' | 'test'}`;
  targetId: string;
  /** Names of the changed fields, never their values. */
  fields?: readonly string[];
}

/** Writes who changed what, in the transaction of the change itself. */
export async function recordChange(tx: EntityManager, actor: Actor, change: Change): Promise<void> {
  await tx.insert(AuditRecord, {
    keyId: actor.keyId,
    keyName: actor.name,
    action: change.action,
    targetId: change.targetId,
    fields: [...(change.fields ?? [])],
  });
}

@Injectable()
export class AuditTrail {
  constructor(private readonly source: DataSource) {}

  /** Keeps what was done in another service: one record for its start and its end, in whatever order they come. */
  async keep(operation: DataOf<typeof operationPerformed>): Promise<void> {
    const { operationId, by, action, targetId, filter, startedAt, outcome } = operation;
    await this.source.query(
      `INSERT INTO audit AS a (operation_id, at, key_id, key_name, action, target_id, fields, filter, outcome)
       VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, $8)
       ON CONFLICT (operation_id) DO UPDATE SET outcome = coalesce(a.outcome, excluded.outcome)`,
      [operationId, startedAt, by.keyId, by.name, action, targetId, filter, outcome ?? null],
    );
  }

  /** Newest first, at most `limit + 1`. */
  async list(query: z.infer<ReturnType<typeof pageQuery>> & { target?: string | undefined }): Promise<AuditRecord[]> {
    const found = this.source.manager.createQueryBuilder(AuditRecord, 'audit').orderBy('audit.id', 'DESC');
    if (query.target !== undefined) found.andWhere('audit.targetId = :target', { target: query.target });
    if (query.cursor !== undefined) found.andWhere('audit.id < :cursor', { cursor: query.cursor });
    return await found.limit(query.limit + 1).getMany();
  }
}
