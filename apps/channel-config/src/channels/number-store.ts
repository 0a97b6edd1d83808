import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import type { Database } from '../database.js';
import type { Warn } from '../http/confirmation.js';
import { assertVersion, type ExpectedVersion } from '../http/if-match.js';
import type { PageQuery } from '../http/page.js';
import { notFound, takenIndex } from '../http/refusals.js';
import { Projection } from '../projection/projection.js';
import { destinationOf } from '../projection/to-views.js';
import { Channel, ChannelNumber } from './channel.entity.js';
import { assertDestinationsExist, toDestinationColumns } from './destinations.js';
import { lockChannel } from './lock-channel.js';
import type { NewNumber, NumberPatch } from './number-input.js';
import { recordChannelChange } from './record-channel-change.js';
import { explainTakenNumber } from './taken-number.js';

/** The numbers of a channel. They are projected with it, so a change of one is a new version of the channel's view. */
@Injectable()
export class NumberStore {
  constructor(
    @Inject(DataSource) private readonly source: Database,
    @Inject(Projection) private readonly projection: Pick<Projection, 'push'>,
  ) {}

  /** In the order of their creation, at most `limit + 1`. */
  async list(channelId: string, { limit, cursor }: PageQuery): Promise<ChannelNumber[]> {
    await this.assertChannel(channelId);
    return await this.source.manager.find(ChannelNumber, {
      where: { channelId, ...(cursor === undefined ? {} : { id: MoreThan(cursor) }) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
  }

  async get(channelId: string, id: string): Promise<ChannelNumber> {
    const number = await this.source.manager.findOneBy(ChannelNumber, { channelId, id });
    if (number === null) throw notFound('number', id);
    return number;
  }

  async add(channelId: string, input: NewNumber, actor: Actor, warn: Warn): Promise<ChannelNumber> {
    const id = newId();
    const { destination, ...plain } = input;
    return await this.commit(channelId, input, async (tx) => {
      const channel = await lockChannel(tx, channelId);
      await assertDestinationsExist(tx, [{ destination, path: ['destination'] }], warn);
      await tx.insert(ChannelNumber, { id, channelId, ...plain, ...toDestinationColumns(destination) });
      const after = { ...input, channelId };
      await recordChange(tx, actor, { action: 'number.create', targetId: id, fields: Object.keys(input), after });
      await touch(tx, channel);
      return await tx.findOneByOrFail(ChannelNumber, { id });
    });
  }

  async update(
    channelId: string,
    id: string,
    expected: ExpectedVersion,
    patch: NumberPatch,
    actor: Actor,
    warn: Warn,
  ): Promise<ChannelNumber> {
    return await this.commit(channelId, patch, async (tx) => {
      const channel = await lockChannel(tx, channelId);
      const before = await numberOf(tx, channelId, id);
      assertVersion('number', before.version, expected);
      const fields = differingFields(before, patch);
      if (fields.length === 0) return before;
      const { destination, ...plain } = patch;
      if (destination !== undefined) {
        const isNew = fields.includes('destination');
        await assertDestinationsExist(tx, [{ destination, path: ['destination'] }], isNew ? warn : () => undefined);
      }
      await tx.update(
        ChannelNumber,
        { id },
        {
          ...plain,
          ...(destination === undefined ? {} : toDestinationColumns(destination)),
          version: before.version + 1,
          updatedAt: () => 'wabx.now()',
        },
      );
      const was = valuesOf({ ...before, destination: destinationOf(before) }, fields);
      const is = valuesOf(patch, fields);
      await recordChange(tx, actor, { action: 'number.update', targetId: id, fields, before: was, after: is });
      await touch(tx, channel);
      return await tx.findOneByOrFail(ChannelNumber, { id });
    });
  }

  async remove(channelId: string, id: string, expected: ExpectedVersion, actor: Actor): Promise<void> {
    await this.commit(channelId, {}, async (tx) => {
      const channel = await lockChannel(tx, channelId);
      const number = await numberOf(tx, channelId, id);
      assertVersion('number', number.version, expected);
      await tx.delete(ChannelNumber, { id });
      const before = { ...valuesOf(number, ['channelId', ...plainFields]), destination: destinationOf(number) };
      await recordChange(tx, actor, { action: 'number.delete', targetId: id, before });
      await touch(tx, channel);
    });
  }

  private async commit<T>(channelId: string, input: NumberPatch, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      const result = await inTransaction(this.source, work);
      this.projection.push('channel', channelId);
      return result;
    } catch (error) {
      if (takenIndex(error) !== 'number_phone_number_id_taken' || input.phoneNumberId === undefined) throw error;
      throw await explainTakenNumber(this.source, [{ phoneNumberId: input.phoneNumberId, pointer: '/phoneNumberId' }]);
    }
  }

  private async assertChannel(id: string): Promise<void> {
    if (!(await this.source.manager.existsBy(Channel, { id, deletedAt: IsNull() }))) throw notFound('channel', id);
  }
}

async function numberOf(tx: EntityManager, channelId: string, id: string): Promise<ChannelNumber> {
  const number = await tx.findOneBy(ChannelNumber, { channelId, id });
  if (number === null) throw notFound('number', id);
  return number;
}

const plainFields = ['e164', 'phoneNumberId', 'sendsPerSecond'] as const;

function differingFields(before: ChannelNumber, patch: NumberPatch): string[] {
  const { type, id } = destinationOf(before);
  return [
    ...plainFields.filter((name) => patch[name] !== undefined && patch[name] !== before[name]),
    ...(patch.destination !== undefined && (patch.destination.type !== type || patch.destination.id !== id)
      ? ['destination']
      : []),
  ];
}

/** The channel's view has changed, though nothing that its administrators edit. */
async function touch(tx: EntityManager, channel: Channel): Promise<void> {
  const viewVersion = channel.viewVersion + 1;
  await tx.update(Channel, { id: channel.id }, { viewVersion, healthDueAt: () => 'wabx.now()' });
  await recordChannelChange(tx, 'updated', { ...channel, viewVersion });
}
