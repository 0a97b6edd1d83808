import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { DataSource, In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import type { Database } from '../database.js';
import { assertVersion, type ExpectedVersion } from '../http/if-match.js';
import type { PageQuery } from '../http/page.js';
import { queueEmptied, type Warn } from '../http/confirmation.js';
import { conflict, notFound, takenIndex } from '../http/refusals.js';
import { ApiKey } from '../keys/api-key.entity.js';
import { Projection } from '../projection/projection.js';
import type { ExtensionPatch, NewExtension } from './directory-input.js';
import { Extension } from './extension.entity.js';
import { assertNoNumberGoesTo } from './in-use.js';
import { lookAtChannelsOf } from './look-at-channels.js';
import { Queue, QueueAgent } from './queue.entity.js';

/** Extensions: one person each. */
@Injectable()
export class ExtensionStore {
  constructor(
    @Inject(DataSource) private readonly source: Database,
    @Inject(Projection) private readonly projection: Pick<Projection, 'push'>,
  ) {}

  /** In the order of their creation, at most `limit + 1`. */
  async list({ limit, cursor }: PageQuery): Promise<Extension[]> {
    return await this.source.manager.find(Extension, {
      where: { deletedAt: IsNull(), ...(cursor === undefined ? {} : { id: MoreThan(cursor) }) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
  }

  async get(id: string): Promise<Extension> {
    const extension = await this.source.manager.findOneBy(Extension, { id, deletedAt: IsNull() });
    if (extension === null) throw notFound('extension', id);
    return extension;
  }

  async create(input: NewExtension, actor: Actor): Promise<Extension> {
    const id = newId();
    const extension = await this.commit(input, async (tx) => {
      await tx.insert(Extension, { id, ...input });
      await recordChange(tx, actor, {
        action: 'extension.create',
        targetId: id,
        fields: Object.keys(input),
        after: input,
      });
      return await tx.findOneByOrFail(Extension, { id });
    });
    this.projection.push('extension', id);
    return extension;
  }

  async update(id: string, expected: ExpectedVersion, patch: ExtensionPatch, actor: Actor): Promise<Extension> {
    const extension = await this.commit(patch, async (tx) => {
      const before = await lockExtension(tx, id);
      assertVersion('extension', before.version, expected);
      const fields = (['number', 'name'] as const).filter(
        (name) => patch[name] !== undefined && patch[name] !== before[name],
      );
      if (fields.length === 0) return before;
      await tx.update(Extension, { id }, { ...patch, version: before.version + 1, updatedAt: () => 'wabx.now()' });
      const [was, is] = [valuesOf(before, fields), valuesOf(patch, fields)];
      await recordChange(tx, actor, { action: 'extension.update', targetId: id, fields, before: was, after: is });
      return await tx.findOneByOrFail(Extension, { id });
    });
    this.projection.push('extension', id);
    return extension;
  }

  /** Its keys stop working and it leaves its queues, in the same transaction. Refused while a number leads to it. */
  async delete(id: string, expected: ExpectedVersion, actor: Actor, warn: Warn): Promise<void> {
    const { queues, keys } = await inTransaction(this.source, async (tx) => {
      const before = await lockExtension(tx, id);
      assertVersion('extension', before.version, expected);
      await assertNoNumberGoesTo(tx, { extensionId: id });
      await tx.update(
        Extension,
        { id },
        { deletedAt: () => 'wabx.now()', version: before.version + 1, updatedAt: () => 'wabx.now()' },
      );
      const was = valuesOf(before, ['number', 'name']);
      await recordChange(tx, actor, { action: 'extension.delete', targetId: id, before: was });
      return { queues: await leaveQueues(tx, id, actor, warn), keys: await revokeKeys(tx, id, actor) };
    });
    this.projection.push('extension', id);
    this.projection.push('queue', ...queues);
    this.projection.push('api-key', ...keys);
    await lookAtChannelsOf(this.source, queues);
  }

  private async commit<T>(input: ExtensionPatch, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.source, work);
    } catch (error) {
      if (takenIndex(error) !== 'extension_number_taken') throw error;
      throw conflict('NUMBER_TAKEN', '/number', `There is already an extension ${input.number}.`);
    }
  }
}

async function lockExtension(tx: EntityManager, id: string): Promise<Extension> {
  const extension = await tx.findOne(Extension, {
    where: { id, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  if (extension === null) throw notFound('extension', id);
  return extension;
}

async function leaveQueues(tx: EntityManager, extensionId: string, actor: Actor, warn: Warn): Promise<string[]> {
  const memberships = await tx.findBy(QueueAgent, { extensionId });
  if (memberships.length === 0) return [];
  const queues = await tx.find(Queue, {
    where: { id: In(memberships.map(({ queueId }) => queueId)) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  await tx.delete(QueueAgent, { extensionId });
  const staffed = await tx.findBy(QueueAgent, { queueId: In(queues.map(({ id }) => id)) });
  const emptied = queues.filter(({ id }) => !staffed.some(({ queueId }) => queueId === id));
  warn(emptied.map(({ name }) => queueEmptied(name)));
  for (const { id, version } of queues) {
    await tx.update(Queue, { id }, { version: version + 1, updatedAt: () => 'wabx.now()' });
    const agents = staffed.filter(({ queueId }) => queueId === id).map((agent) => agent.extensionId);
    const [was, is] = [{ agents: [...agents, extensionId].sort() }, { agents: agents.sort() }];
    await recordChange(tx, actor, { action: 'queue.update', targetId: id, fields: ['agents'], before: was, after: is });
  }
  return queues.map(({ id }) => id);
}

async function revokeKeys(tx: EntityManager, extensionId: string, actor: Actor): Promise<string[]> {
  const keys = await tx.findBy(ApiKey, { extensionId, revokedAt: IsNull() });
  for (const { id, version, name } of keys) {
    await tx.update(ApiKey, { id }, { revokedAt: () => 'wabx.now()', version: version + 1 });
    await recordChange(tx, actor, { action: 'api-key.revoke', targetId: id, before: { name } });
  }
  return keys.map(({ id }) => id);
}
