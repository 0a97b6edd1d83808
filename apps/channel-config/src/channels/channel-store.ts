import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@wabx/contracts';
import { inTransaction } from '@wabx/persistence';
import { invalidInput, KeyRing } from '@wabx/runtime';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { recordChange, valuesOf, type Actor } from '../audit/audit.js';
import type { Database } from '../database.js';
import { callbackShared, type Warn } from '../http/confirmation.js';
import { assertVersion, type ExpectedVersion } from '../http/if-match.js';
import type { PageQuery } from '../http/page.js';
import { conflict, notFound, takenIndex } from '../http/refusals.js';
import { Projection } from '../projection/projection.js';
import { PublicUrls } from '../public-urls.js';
import { callbackSharers } from './callback-sharers.js';
import { Channel, ChannelNumber } from './channel.entity.js';
import type { ChannelPatch, NewChannel } from './channel-input.js';
import {
  isCurrentAccessToken,
  isCurrentAppSecret,
  newVerifyToken,
  newWebhookKey,
  noSecrets,
  sealAccessToken,
  sealAppSecret,
} from './channel-secrets.js';
import { assertDestinationsExist, toDestinationColumns } from './destinations.js';
import { lockChannel } from './lock-channel.js';
import { recordChannelChange } from './record-channel-change.js';
import { explainTakenNumber } from './taken-number.js';

/** Channels with their secrets. Every change is one transaction: row, audit record and fact, or nothing. */
@Injectable()
export class ChannelStore {
  constructor(
    @Inject(DataSource) private readonly source: Database,
    @Inject(Projection) private readonly projection: Pick<Projection, 'push'>,
    private readonly ring: KeyRing,
    private readonly publicUrls: PublicUrls,
  ) {}

  /** In the order of their creation, at most `limit + 1`. */
  async list({ limit, cursor }: PageQuery): Promise<Channel[]> {
    return await this.source.manager.find(Channel, {
      where: { deletedAt: IsNull(), ...(cursor === undefined ? {} : { id: MoreThan(cursor) }) },
      relations: { numbers: true },
      order: { id: 'ASC' },
      take: limit + 1,
    });
  }

  async get(id: string): Promise<Channel> {
    const channel = await this.source.manager.findOne(Channel, { ...withNumbers, where: { id, deletedAt: IsNull() } });
    if (channel === null) throw notFound('channel', id);
    return channel;
  }

  /** Without secrets only from a configuration file, which carries none: the channel waits for them. */
  async create(input: NewChannelWithoutSecrets & Partial<Secrets>, actor: Actor, warn: Warn): Promise<Channel> {
    const id = newId();
    const publicUrl = await this.chosenUrl(input.publicUrl ?? this.publicUrls.only);
    const secrets = {
      ...(await newVerifyToken(this.ring, id)),
      ...(await sealAccessToken(this.ring, id, input.accessToken ?? '')),
      // An empty secret would be one that everybody knows, so there is none.
      ...(input.appSecret === undefined
        ? { sealedAppSecret: '', appSecretLast4: '' }
        : await sealAppSecret(this.ring, id, input.appSecret)),
    };
    const { name, appId = null, wabaId = null, settings, numbers } = input;
    return await this.commit(id, input, async (tx) => {
      await assertDestinationsExist(
        tx,
        numbers.map(({ destination }, at) => ({ destination, path: ['numbers', at, 'destination'] })),
        warn,
      );
      await tx.insert(Channel, {
        id,
        name,
        publicUrl,
        webhookKey: newWebhookKey(),
        appId,
        wabaId,
        ...settings,
        ...secrets,
      });
      for (const { destination, ...number } of numbers) {
        await tx.insert(ChannelNumber, { id: newId(), channelId: id, ...number, ...toDestinationColumns(destination) });
      }
      const after = { name, publicUrl, ...valuesOf({ appId, wabaId }, ['appId', 'wabaId']), settings, numbers };
      await recordChange(tx, actor, { action: 'channel.create', targetId: id, fields: Object.keys(input), after });
      const channel = await loaded(tx, id);
      await recordChannelChange(tx, 'created', channel);
      return channel;
    });
  }

  async update(id: string, expected: ExpectedVersion, patch: ChannelPatch, actor: Actor): Promise<Channel> {
    if (patch.publicUrl !== undefined) await this.chosenUrl(patch.publicUrl);
    return await this.commit(id, patch, async (tx) => {
      const before = await lockChannel(tx, id);
      assertVersion('channel', before.version, expected);
      const { columns, fields, shown } = await this.differences(before, patch);
      if (fields.length === 0) return await loaded(tx, id);
      await bump(tx, before, columns);
      await recordChange(tx, actor, { action: 'channel.update', targetId: id, fields, ...shown });
      const channel = await loaded(tx, id);
      await recordChannelChange(tx, 'updated', channel);
      return channel;
    });
  }

  /** From now on webhooks signed with the previous app secret are refused. */
  async closeRotation(id: string, expected: ExpectedVersion, actor: Actor): Promise<Channel> {
    return await this.commit(id, {}, async (tx) => {
      const before = await lockChannel(tx, id);
      assertVersion('channel', before.version, expected);
      if (before.sealedPreviousAppSecret === null) return await loaded(tx, id);
      await bump(tx, before, { sealedPreviousAppSecret: null, previousAppSecretLast4: null });
      await recordChange(tx, actor, { action: 'channel.close-rotation', targetId: id, fields: ['appSecret'] });
      const channel = await loaded(tx, id);
      await recordChannelChange(tx, 'updated', channel);
      return channel;
    });
  }

  /** Frees the name and the phone number ids, and forgets the secrets. */
  async delete(id: string, expected: ExpectedVersion, actor: Actor, warn: Warn): Promise<void> {
    await this.commit(id, {}, async (tx) => {
      const before = await lockChannel(tx, id);
      assertVersion('channel', before.version, expected);
      const sharers = await callbackSharers(tx, this.ring, before);
      if (sharers.length > 0) warn([callbackShared(sharers)]);
      await tx.delete(ChannelNumber, { channelId: id });
      await tx.query('DELETE FROM channel_seen WHERE channel_id = $1', [id]);
      await tx.query('DELETE FROM channel_alert WHERE channel_id = $1', [id]);
      await bump(tx, before, { ...noSecrets, deletedAt: () => 'wabx.now()' });
      await recordChange(tx, actor, { action: 'channel.delete', targetId: id, before: { name: before.name } });
      await recordChannelChange(tx, 'deleted', await loaded(tx, id));
    });
  }

  private async commit<T>(
    id: string,
    input: NewChannelWithoutSecrets | ChannelPatch,
    work: (tx: EntityManager) => Promise<T>,
  ) {
    try {
      const result = await inTransaction(this.source, work);
      this.projection.push('channel', id);
      return result;
    } catch (error) {
      const index = takenIndex(error);
      if (index === 'channel_name_taken') {
        throw conflict('NAME_TAKEN', '/name', `There is already a channel named "${input.name}".`);
      }
      if (index === 'number_phone_number_id_taken' && 'numbers' in input) {
        throw await explainTakenNumber(
          this.source,
          input.numbers.map(({ phoneNumberId }, at) => ({
            phoneNumberId,
            pointer: `/numbers/${at}/phoneNumberId`,
          })),
        );
      }
      throw error;
    }
  }

  /** Refused with the reason unless it is offered and Meta can trust its certificate. */
  private async chosenUrl(url: string | undefined): Promise<string> {
    const refuse = (message: string) => invalidInput([{ path: ['publicUrl'], message }]);
    if (url === undefined || !this.publicUrls.has(url)) {
      throw refuse(`must be one of ${this.publicUrls.choices.join(', ')}`);
    }
    const fault = await this.publicUrls.certificateFaultOf(url);
    if (fault !== undefined) throw refuse(`cannot be used: ${fault}`);
    return url;
  }

  /** What `patch` makes different: the columns to write, and for the audit the names of all fields and the values of some. */
  private async differences(before: Channel, patch: ChannelPatch): Promise<Differences> {
    const { accessToken, appSecret, settings = {}, ...plain } = patch;
    const plainChanges = differing(before, plain);
    const settingsChanges = differing(before, settings);
    const columns: Columns = { ...plainChanges, ...settingsChanges };
    const shown = { before: valuesOf(before, Object.keys(columns)), after: { ...columns } };
    const fields = [...Object.keys(plainChanges), ...Object.keys(settingsChanges).map((name) => `settings.${name}`)];
    if (accessToken !== undefined && !(await isCurrentAccessToken(this.ring, before, accessToken))) {
      fields.push('accessToken');
      Object.assign(columns, await sealAccessToken(this.ring, before.id, accessToken), {
        accessTokenSetAt: () => 'wabx.now()',
        accessTokenExpiresAt: null,
        accessTokenCheckedAt: null,
        // What was known about the old token says nothing about this one.
        statusState: 'unchecked',
        statusReason: null,
        statusReasons: [],
        findings: {},
        statusAt: () => 'wabx.now()',
      } satisfies Columns);
    }
    if (appSecret !== undefined && !(await isCurrentAppSecret(this.ring, before, appSecret))) {
      fields.push('appSecret');
      Object.assign(columns, await sealAppSecret(this.ring, before.id, appSecret));
      if (before.sealedAppSecret !== '') {
        Object.assign(columns, {
          sealedPreviousAppSecret: before.sealedAppSecret,
          previousAppSecretLast4: before.appSecretLast4,
        } satisfies Columns);
      }
    }
    return { columns, fields, shown };
  }
}

type Secrets = Pick<NewChannel, 'accessToken' | 'appSecret'>;
type NewChannelWithoutSecrets = Omit<NewChannel, keyof Secrets>;

interface Differences {
  columns: Columns;
  fields: string[];
  /** Without secrets, which are no plain fields. */
  shown: { before: object; after: object };
}

type Columns = { [Name in keyof Channel]?: Channel[Name] | (() => string) };

const withNumbers = { relations: { numbers: true } } as const;

async function loaded(tx: EntityManager, id: string): Promise<Channel> {
  return await tx.findOneOrFail(Channel, { ...withNumbers, where: { id } });
}

async function bump(tx: EntityManager, before: Channel, columns: Columns): Promise<void> {
  const { numbers: _, ...own } = columns;
  await tx.update(
    Channel,
    { id: before.id },
    {
      ...own,
      version: before.version + 1,
      viewVersion: before.viewVersion + 1,
      updatedAt: () => 'wabx.now()',
      healthDueAt: () => 'wabx.now()',
    },
  );
}

function differing<Patch extends object>(before: Channel, patch: Patch): Partial<Patch> {
  const known: Partial<Record<string, unknown>> = { ...before };
  return Object.fromEntries(
    Object.entries(patch).filter(([name, value]) => value !== undefined && known[name] !== value),
  ) as Partial<Patch>;
}
