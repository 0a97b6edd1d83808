import type { ApiKeyView, ChannelView, Destination, ExtensionView, QueueView } from '@wabx/contracts';
import type { Channel, ChannelNumber } from '../channels/channel.entity.js';
import type { Extension } from '../directory/extension.entity.js';
import { signInOf } from '../directory/sign-in.js';
import type { Queue } from '../directory/queue.entity.js';
import type { ApiKey } from '../keys/api-key.entity.js';

/** The rows as the other services see them. Sealed values travel sealed; whoever needs one has the key. */

export function toChannelView(channel: Channel): ChannelView {
  const { sealedPreviousAppSecret: previous, sealedAppSecret: current } = channel;
  return {
    id: channel.id,
    name: channel.name,
    version: channel.viewVersion,
    revision: channel.version,
    deleted: channel.deletedAt !== null,
    publicUrl: channel.publicUrl,
    webhookKey: channel.webhookKey,
    verifyTokenSha256: channel.verifyTokenSha256,
    sealedAccessToken: channel.sealedAccessToken,
    // A deleted channel has no secrets left.
    sealedAppSecrets: [current, previous ?? ''].filter((sealed) => sealed !== ''),
    ...(channel.appId === null ? {} : { appId: channel.appId }),
    ...(channel.wabaId === null ? {} : { wabaId: channel.wabaId }),
    numbers: numbersOf(channel).map((number) => ({
      id: number.id,
      phoneNumberId: number.phoneNumberId,
      e164: number.e164,
      destination: destinationOf(number),
      sendsPerSecond: number.sendsPerSecond,
    })),
    settings: settingsOf(channel),
    status: {
      state: channel.statusState,
      ...(channel.statusReason === null ? {} : { reason: channel.statusReason }),
    },
  };
}

/** In the order of their creation. Sorted here, since TypeORM counts joined rows when a page is ordered by them. */
export function numbersOf({ numbers }: Channel): ChannelNumber[] {
  return [...numbers].sort((one, other) => (one.id < other.id ? -1 : 1));
}

export function settingsOf(channel: Channel): ChannelView['settings'] {
  const { sessionIdleSeconds, mediaRetentionSeconds, mediaDelivery } = channel;
  return { sessionIdleSeconds, mediaRetentionSeconds, mediaDelivery };
}

export function destinationOf({ id, extensionId, queueId }: ChannelNumber): Destination {
  if (extensionId !== null) return { type: 'extension', id: extensionId };
  if (queueId !== null) return { type: 'queue', id: queueId };
  throw new Error(`number ${id} has no destination, which the table does not allow`);
}

/** Of a deleted one not how its person signed in: nobody keeps in memory what opens nothing. */
export function toExtensionView(extension: Extension): ExtensionView {
  const { id, version, deletedAt, number, name, role } = extension;
  const signIn = deletedAt === null ? signInOf(extension) : undefined;
  return { type: 'extension', id, version, deleted: deletedAt !== null, number, name, ...(signIn && { signIn, role }) };
}

export function toQueueView(queue: Queue): QueueView {
  const { id, version, deletedAt, name, assignmentMode } = queue;
  return { type: 'queue', id, version, deleted: deletedAt !== null, name, assignmentMode, agents: agentsOf(queue) };
}

/** Extension ids in a stable order, so that equal queues look equal. */
export function agentsOf({ agents }: Queue): string[] {
  return agents.map(({ extensionId }) => extensionId).sort();
}

/** Of a revoked key only that it is revoked: nobody keeps in memory what opens nothing. */
export function toApiKeyView(key: ApiKey): ApiKeyView {
  const { id, version, name, secretSha256, scopes, extensionId, expiresAt, revokedAt } = key;
  if (revokedAt !== null) return { id, version, name, secretSha256: '', scopes: [], revoked: true };
  return {
    id,
    version,
    name,
    secretSha256,
    scopes,
    ...(extensionId === null ? {} : { extensionId }),
    ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }),
    revoked: false,
  };
}
