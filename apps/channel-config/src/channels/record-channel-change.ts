import { channelChanged, type DataOf } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { databaseNow, enqueue } from '@wabx/persistence';
import type { EntityManager } from 'typeorm';
import type { Channel } from './channel.entity.js';

type Changed = Pick<Channel, 'id' | 'viewVersion' | 'statusState' | 'statusReason'>;
type Fact = DataOf<typeof channelChanged>;

/** Tells the others about a change of a channel, by the outbox of the transaction that makes it. Carries no secret. */
export async function recordChannelChange(
  tx: EntityManager,
  change: Exclude<Fact['change'], 'alert'>,
  channel: Changed,
): Promise<void> {
  await tell(tx, channel, { change });
}

/** Tells people, by whatever listens to these facts, that somebody must act. */
export async function recordChannelAlert(
  tx: EntityManager,
  channel: Changed,
  alert: NonNullable<Fact['alert']>,
): Promise<void> {
  await tell(tx, channel, { change: 'alert', alert });
}

async function tell(tx: EntityManager, channel: Changed, what: Pick<Fact, 'change' | 'alert'>): Promise<void> {
  const data: Fact = {
    ...what,
    version: channel.viewVersion,
    status: {
      state: channel.statusState,
      ...(channel.statusReason === null ? {} : { reason: channel.statusReason }),
    },
    at: (await databaseNow(tx)).toISOString(),
  };
  await enqueue(tx, [toOutboxFact(channelChanged, channel.id, data, { orderKey: channel.id })]);
}
