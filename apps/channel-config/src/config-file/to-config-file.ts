import { createHash } from 'node:crypto';
import { IsNull, type EntityManager } from 'typeorm';
import { Channel, type ChannelNumber } from '../channels/channel.entity.js';
import { Extension } from '../directory/extension.entity.js';
import { Queue } from '../directory/queue.entity.js';
import { signInOf } from '../directory/sign-in.js';
import { numbersOf, settingsOf } from '../projection/to-views.js';
import type { ConfigFile, FileExtension, FileNumber } from './config-file.js';

/** What is there now, with the rows behind it. */
export interface Present {
  extensions: Extension[];
  queues: Queue[];
  channels: Channel[];
}

export async function readPresent(tx: EntityManager): Promise<Present> {
  const where = { deletedAt: IsNull() };
  return {
    extensions: await tx.find(Extension, { where, order: { number: 'ASC' } }),
    queues: await tx.find(Queue, { where, relations: { agents: true }, order: { name: 'ASC' } }),
    channels: await tx.find(Channel, { where, relations: { numbers: true }, order: { name: 'ASC' } }),
  };
}

/** Another one after every change that an administrator makes, also of a secret, which no file shows. */
export function versionOf({ extensions, queues, channels }: Present): string {
  const rows = [...extensions, ...queues, ...channels, ...channels.flatMap(({ numbers }) => numbers)];
  const versions = rows.map(({ id, version }) => `${id} ${version}`).sort();
  return createHash('sha256').update(versions.join('\n')).digest('base64url').slice(0, 22);
}

/** The role only where it is not the usual one: a file of before it was told stays the same. */
export function toFileExtension(extension: Extension): FileExtension {
  const { number, name, role } = extension;
  const signIn = signInOf(extension);
  return { number, name, ...(signIn && { signIn }), ...(role === 'agent' ? {} : { role }) };
}

/** In one order, so that equal configurations give equal files. Without secrets. */
export function toConfigFile({ extensions, queues, channels }: Present): ConfigFile {
  const numberOf = new Map(extensions.map(({ id, number }) => [id, number]));
  const queueOf = new Map(queues.map(({ id, name }) => [id, name]));
  const toNumber = ({ phoneNumberId, e164, extensionId, queueId, sendsPerSecond }: ChannelNumber): FileNumber => ({
    phoneNumberId,
    e164,
    destination:
      queueId === null ? { extension: numberOf.get(extensionId ?? '') ?? '' } : { queue: queueOf.get(queueId) ?? '' },
    sendsPerSecond,
  });
  const by =
    <T>(key: (one: T) => string) =>
    (one: T, other: T) =>
      key(one) < key(other) ? -1 : 1;
  return {
    version: 1,
    extensions: extensions.map(toFileExtension).sort(by(({ number }) => number)),
    queues: queues
      .map(({ name, assignmentMode, agents }) => ({
        name,
        assignmentMode,
        agents: agents.flatMap(({ extensionId }) => numberOf.get(extensionId) ?? []).sort(),
      }))
      .sort(by(({ name }) => name)),
    channels: channels
      .map((channel) => ({
        name: channel.name,
        publicUrl: channel.publicUrl,
        ...(channel.appId === null ? {} : { appId: channel.appId }),
        ...(channel.wabaId === null ? {} : { wabaId: channel.wabaId }),
        settings: settingsOf(channel),
        numbers: numbersOf(channel)
          .map(toNumber)
          .sort(by(({ phoneNumberId }) => phoneNumberId)),
      }))
      .sort(by(({ name }) => name)),
  };
}
