import { sealPurpose, type KeyRing } from '@wabx/runtime';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { Channel } from './channel.entity.js';
import { isCurrentAppSecret } from './channel-secrets.js';

/** Names of the channels whose messages may come to the webhook URL of this one: an app has one URL for all of them. */
export async function callbackSharers(tx: EntityManager, ring: KeyRing, channel: Channel): Promise<string[]> {
  const secret = await appSecretOf(ring, channel);
  const others = await tx.find(Channel, { where: { id: Not(channel.id), deletedAt: IsNull() }, order: { id: 'ASC' } });
  const sharers: string[] = [];
  for (const other of others) {
    const isSameApp = channel.appId !== null && other.appId === channel.appId;
    if (isSameApp || (secret !== undefined && (await isCurrentAppSecret(ring, other, secret)))) {
      sharers.push(other.name);
    }
  }
  return sharers;
}

/** Undefined when there is none, or it cannot be opened with our keys. */
async function appSecretOf(ring: KeyRing, { id, sealedAppSecret }: Channel): Promise<string | undefined> {
  if (sealedAppSecret === '') return undefined;
  return await ring.open(sealedAppSecret, sealPurpose.appSecret(id)).catch(() => undefined);
}
