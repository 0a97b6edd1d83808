import { newId, NO_CHANNEL, operationPerformed, type AuditedAction, type Doer } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue } from '@wabx/persistence';
import { doerOf } from '@wabx/runtime';
import type { EntityManager } from 'typeorm';

/** Who does something: a key, or the service itself by its environment. */
export type Actor = Doer;

export interface Change {
  action: AuditedAction;
  targetId: string;
  /** Names of the changed fields; those of secrets too. */
  fields?: readonly string[];
  /** What they were and are now. Never a secret: the caller picks what may be shown. */
  before?: object;
  after?: object;
}

/**
 * Notes who changed what, in the transaction of the change itself. It goes the way of what other services tell: through the
 * outbox to whoever extends the chain, so that no transaction waits for another's entry.
 */
export async function recordChange(
  tx: EntityManager,
  actor: Actor,
  { action, targetId, fields = [], before, after }: Change,
): Promise<void> {
  const operation = {
    operationId: newId(),
    by: doerOf(actor),
    action,
    targetId,
    fields: [...fields],
    before: before && { ...before },
    after: after && { ...after },
    filter: {},
    startedAt: new Date().toISOString(),
  };
  await enqueue(tx, [toOutboxFact(operationPerformed, NO_CHANNEL, operation, { orderKey: `audit:${targetId}` })]);
}

/** Of `source` what these names stand for; what it does not have is left out. */
export function valuesOf(source: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}
