import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { invalidInput } from '@wabx/runtime';
import { DataSource, In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import type { Database } from '../database.js';
import { assertVersion, type ExpectedVersion } from '../http/if-match.js';
import type { PageQuery } from '../http/page.js';
import { queueDeleted, queueEmptied, type Warn } from '../http/confirmation.js';
import { conflict, notFound, takenIndex } from '../http/refusals.js';
import { Projection } from '../projection/projection.js';
import { agentsOf } from '../projection/to-views.js';
import type { NewQueue, QueuePatch } from './directory-input.js';
import { Extension } from './extension.entity.js';
import { assertNoNumberGoesTo } from './in-use.js';
import { lookAtChannelsOf } from './look-at-channels.js';
import { Queue, QueueAgent } from './queue.entity.js';

/** Message queues: a name, how sessions are assigned, and the extensions that are its agents. */
@Injectable()
export class QueueStore {
  constructor(
    @Inject(DataSource) private readonly source: Database,
    @Inject(Projection) private readonly projection: Pick<Projection, 'push'>,
  ) {}

  /** In the order of their creation, at most `limit + 1`. */
  async list({ limit, cursor }: PageQuery): Promise<Queue[]> {
    return await this.source.manager.find(Queue, {
      where: { deletedAt: IsNull(), ...(cursor === undefined ? {} : { id: MoreThan(cursor) }) },
      relations: { agents: true },
      order: { id: 'ASC' },
      take: limit + 1,
    });
  }

  async get(id: string): Promise<Queue> {
    const queue = await this.source.manager.findOne(Queue, {
      where: { id, deletedAt: IsNull() },
      relations: { agents: true },
    });
    if (queue === null) throw notFound('queue', id);
    return queue;
  }

  async create({ agents, ...plain }: NewQueue, actor: Actor): Promise<Queue> {
    const id = newId();
    return await this.commit(id, plain, async (tx) => {
      await assertAgentsExist(tx, agents);
      await tx.insert(Queue, { id, ...plain });
      await addAgents(tx, id, agents);
      await recordChange(tx, actor, {
        action: 'queue.create',
        targetId: id,
        fields: ['name', 'assignmentMode', 'agents'],
        after: { ...plain, agents },
      });
      return await loaded(tx, id);
    });
  }

  async update(id: string, expected: ExpectedVersion, patch: QueuePatch, actor: Actor, warn: Warn): Promise<Queue> {
    const queue = await this.commit(id, patch, async (tx) => {
      const { agents, ...plain } = patch;
      // Extensions are locked before queues everywhere, so that two changes never wait for each other.
      if (agents !== undefined) await assertAgentsExist(tx, agents);
      const { version } = await lockQueue(tx, id);
      assertVersion('queue', version, expected);
      const before = await loaded(tx, id);
      const fields: string[] = (['name', 'assignmentMode'] as const).filter(
        (name) => patch[name] !== undefined && patch[name] !== before[name],
      );
      if (agents !== undefined && agents.join() !== agentsOf(before).join()) {
        fields.push('agents');
        await tx.delete(QueueAgent, { queueId: id });
        await addAgents(tx, id, agents);
      }
      if (fields.length === 0) return before;
      if (before.agents.length > 0 && agents?.length === 0) warn([queueEmptied(before.name)]);
      await tx.update(Queue, { id }, { ...plain, version: version + 1, updatedAt: () => 'wabx.now()' });
      const was = valuesOf({ ...before, agents: agentsOf(before) }, fields);
      const is = valuesOf(patch, fields);
      await recordChange(tx, actor, { action: 'queue.update', targetId: id, fields, before: was, after: is });
      return await loaded(tx, id);
    });
    if (patch.agents !== undefined) await lookAtChannelsOf(this.source, [id]);
    return queue;
  }

  /** Refused while a number leads to it. */
  async delete(id: string, expected: ExpectedVersion, actor: Actor, warn: Warn): Promise<void> {
    await this.commit(id, {}, async (tx) => {
      const { version, name } = await lockQueue(tx, id);
      assertVersion('queue', version, expected);
      await assertNoNumberGoesTo(tx, { queueId: id });
      warn([queueDeleted(name)]);
      await tx.delete(QueueAgent, { queueId: id });
      await tx.update(
        Queue,
        { id },
        { deletedAt: () => 'wabx.now()', version: version + 1, updatedAt: () => 'wabx.now()' },
      );
      await recordChange(tx, actor, { action: 'queue.delete', targetId: id, before: { name } });
    });
  }

  private async commit<T>(id: string, input: QueuePatch, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      const result = await inTransaction(this.source, work);
      this.projection.push('queue', id);
      return result;
    } catch (error) {
      if (takenIndex(error) !== 'queue_name_taken') throw error;
      throw conflict('NAME_TAKEN', '/name', `There is already a queue named "${input.name}".`);
    }
  }
}

async function lockQueue(tx: EntityManager, id: string): Promise<Queue> {
  const queue = await tx.findOne(Queue, { where: { id, deletedAt: IsNull() }, lock: { mode: 'pessimistic_write' } });
  if (queue === null) throw notFound('queue', id);
  return queue;
}

async function loaded(tx: EntityManager, id: string): Promise<Queue> {
  return await tx.findOneOrFail(Queue, { where: { id }, relations: { agents: true } });
}

/** Throws 422 that points to each agent who is not there. Those found stay until the end of the transaction. */
async function assertAgentsExist(tx: EntityManager, agents: readonly string[]): Promise<void> {
  if (agents.length === 0) return;
  const found = await tx.find(Extension, {
    where: { id: In([...agents]), deletedAt: IsNull() },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_read' },
  });
  const known = new Set(found.map(({ id }) => id));
  const missing = agents.filter((id) => !known.has(id));
  if (missing.length === 0) return;
  throw invalidInput(missing.map((id) => ({ path: ['agents'], message: `there is no extension ${id}` })));
}

async function addAgents(tx: EntityManager, queueId: string, agents: readonly string[]): Promise<void> {
  if (agents.length === 0) return;
  await tx.insert(
    QueueAgent,
    agents.map((extensionId) => ({ queueId, extensionId })),
  );
}
