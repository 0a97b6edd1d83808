import { IsNull, type EntityManager } from 'typeorm';
import { notFound } from '../http/refusals.js';
import { Channel } from './channel.entity.js';

/** The channel, locked until the end of the transaction: whoever changes it or its numbers comes through here. */
export async function lockChannel(tx: EntityManager, id: string): Promise<Channel> {
  const channel = await tx.findOne(Channel, {
    where: { id, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  if (channel === null) throw notFound('channel', id);
  return channel;
}
