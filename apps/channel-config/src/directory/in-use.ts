import { Problem } from '@wabx/runtime';
import type { EntityManager } from 'typeorm';
import { ChannelNumber } from '../channels/channel.entity.js';

/**
 * Throws 409 that names the numbers whose conversations go there: deleting it would leave customers without anybody.
 * The caller holds the row's lock, so that no number can come to it meanwhile.
 */
export async function assertNoNumberGoesTo(
  tx: EntityManager,
  destination: { extensionId: string } | { queueId: string },
): Promise<void> {
  const numbers = await tx.find(ChannelNumber, {
    where: destination,
    relations: { channel: true },
    order: { id: 'ASC' },
    take: 10,
  });
  if (numbers.length === 0) return;
  const what = 'queueId' in destination ? 'queue' : 'extension';
  const where = numbers.map(({ e164, channel }) => `${e164} of the channel "${channel.name}"`).join(', ');
  throw new Problem(
    'IN_USE',
    `The ${what} receives the conversations of ${where}. Give them another destination first.`,
    {
      usedBy: numbers.map(({ id, e164, channelId, channel }) => ({
        numberId: id,
        e164,
        channelId,
        channel: channel.name,
      })),
    },
  );
}
