import { Inject, Injectable } from '@nestjs/common';
import { newId, type PersonRole } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { Problem, scopesOfPerson, type Caller } from '@wabx/runtime';
import { isDeepStrictEqual } from 'node:util';
import { DataSource, In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import type { Database } from '../database.js';
import { assertVersion, type ExpectedVersion } from '../http/if-match.js';
import type { PageQuery } from '../http/page.js';
import { queueEmptied, type Warn } from '../http/confirmation.js';
import { conflict, notFound, takenIndex } from '../http/refusals.js';
import { Administrators } from '../keys/administrators.js';
import { ApiKey } from '../keys/api-key.entity.js';
import { refuseBeyondOwn } from '../keys/beyond-own.js';
import { Projection } from '../projection/projection.js';
import type { ExtensionPatch, NewExtension } from './directory-input.js';
import { Extension } from './extension.entity.js';
import { assertNoNumberGoesTo } from './in-use.js';
import { lookAtChannelsOf } from './look-at-channels.js';
import { Queue, QueueAgent } from './queue.entity.js';
import { signInOf, toColumns } from './sign-in.js';

/** Who gives rights to people, and which of their own. */
export type Granter = Actor & Pick<Caller, 'scopes'>;

/** Extensions: one person each. */
@Injectable()
export class ExtensionStore {
  constructor(
    @Inject(DataSource) private readonly source: Database,
    @Inject(Projection) private readonly projection: Pick<Projection, 'push'>,
    @Inject(Administrators) private readonly administrators: Administrators,
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

  /** Throws 403 when the person would get more than the actor has. */
  async create(input: NewExtension, actor: Granter): Promise<Extension> {
    const id = newId();
    const { signIn, role = 'agent', ...plain } = input;
    if (signIn || role !== 'agent') assertMayGrant(actor, role);
    const extension = await this.commit(input, async (tx) => {
      await tx.insert(Extension, { id, ...plain, role, ...toColumns(signIn) });
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

  /** Throws 403 when the person would get more than the actor has, and LAST_ADMIN when nobody could give that again. */
  async update(id: string, expected: ExpectedVersion, patch: ExtensionPatch, actor: Granter): Promise<Extension> {
    const work = (tx: EntityManager) => change(tx, id, expected, patch, actor);
    const isAboutAccess = patch.signIn !== undefined || patch.role !== undefined;
    const extension = await this.commit(patch, (tx) =>
      isAboutAccess ? this.administrators.keep(tx, () => work(tx)) : work(tx),
    );
    this.projection.push('extension', id);
    return extension;
  }

  /**
   * Its person and its keys come in no more and it leaves its queues, in the same transaction. Refused while a number leads
   * to it, and when nobody could give its rights again.
   */
  async delete(id: string, expected: ExpectedVersion, actor: Actor, warn: Warn): Promise<void> {
    const { queues, keys } = await inTransaction(this.source, (tx) =>
      this.administrators.keep(tx, async () => {
        const before = await lockExtension(tx, id);
        assertVersion('extension', before.version, expected);
        await assertNoNumberGoesTo(tx, { extensionId: id });
        await tx.update(
          Extension,
          { id },
          { deletedAt: () => 'wabx.now()', version: before.version + 1, updatedAt: () => 'wabx.now()' },
        );
        const was = valuesOf(shownOf(before), ['number', 'name', 'signIn', 'role']);
        await recordChange(tx, actor, { action: 'extension.delete', targetId: id, before: was });
        return { queues: await leaveQueues(tx, id, actor, warn), keys: await revokeKeys(tx, id, actor) };
      }),
    );
    this.projection.push('extension', id);
    this.projection.push('queue', ...queues);
    this.projection.push('api-key', ...keys);
    await lookAtChannelsOf(this.source, queues);
  }

  private async commit<T>(input: ExtensionPatch, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.source, work);
    } catch (error) {
      switch (takenIndex(error)) {
        case 'extension_number_taken':
          throw conflict('NUMBER_TAKEN', '/number', `There is already an extension ${input.number}.`);
        case 'extension_subject_taken':
        case 'extension_email_taken':
          throw conflict(
            'SIGN_IN_TAKEN',
            '/signIn',
            'Another extension has this sign-in: one person is one extension.',
          );
        default:
          throw error;
      }
    }
  }
}

async function change(
  tx: EntityManager,
  id: string,
  expected: ExpectedVersion,
  patch: ExtensionPatch,
  actor: Granter,
): Promise<Extension> {
  const before = await lockExtension(tx, id);
  assertVersion('extension', before.version, expected);
  const { signIn, ...plain } = patch;
  const columns = { ...plain, ...(signIn === undefined ? {} : toColumns(signIn)) };
  const after = tx.create(Extension, { ...before, ...columns });
  const [was, is] = [shownOf(before), shownOf(after)];
  const fields = (['number', 'name', 'signIn', 'role'] as const).filter(
    (name) => !isDeepStrictEqual(was[name], is[name]),
  );
  if (fields.length === 0) return before;
  if (fields.includes('signIn') || fields.includes('role')) {
    assertMayGrant(actor, signInOf(after) === undefined ? 'agent' : after.role);
  }
  await tx.update(Extension, { id }, { ...columns, version: before.version + 1, updatedAt: () => 'wabx.now()' });
  await recordChange(tx, actor, {
    action: 'extension.update',
    targetId: id,
    fields,
    before: valuesOf(was, fields),
    after: valuesOf(is, fields),
  });
  return await tx.findOneByOrFail(Extension, { id });
}

function shownOf(extension: Extension) {
  const { number, name, role } = extension;
  return { number, name, signIn: signInOf(extension), role };
}

/** Whoever says how people come in could come in as anybody: it takes what making keys takes, and the role's own rights. */
function assertMayGrant({ scopes }: Granter, role: PersonRole): void {
  if (!scopes.has('keys:write')) {
    throw new Problem('SCOPE_MISSING', 'How a person signs in, and as what, needs the scope keys:write.');
  }
  refuseBeyondOwn(scopesOfPerson(role), scopes);
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
