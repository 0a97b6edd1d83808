import { channelChanged, type DataOf } from '@wabx/contracts';
import { toEvent, toWire } from '@wabx/messaging';
import { databaseNow, enqueue } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { Channel } from './channel.entity.js';

/** Tells the others about a change of a channel, by the outbox of the transaction that makes it. Carries no secret. */
export async function recordChannelChange(
  tx: EntityManager,
  change: DataOf<typeof channelChanged>['change'],
  channel: Pick<Channel, 'id' | 'viewVersion' | 'statusState' | 'statusReason'>,
): Promise<void> {
  const event = toEvent(channelChanged, channel.id, {
    change,
    version: channel.viewVersion,
    status: {
      state: channel.statusState,
      ...(channel.statusReason === null ? {} : { reason: channel.statusReason }),
    },
    at: (await databaseNow(tx)).toISOString(),
  });
  const { subject, traceparent, type } = toWire(channelChanged, event);
  await enqueue(tx, [{ subject, orderKey: channel.id, payload: event, headers: { traceparent, type } }]);
}
