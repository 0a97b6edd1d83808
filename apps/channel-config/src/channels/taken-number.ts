import type { Problem } from '@wabx/runtime';
import { In } from 'typeorm';
import type { Database } from '../database.js';
import { conflict } from '../http/refusals.js';
import { ChannelNumber } from './channel.entity.js';

/** 409 that names the channel which has the phone number id. */
export async function explainTakenNumber(
  source: Database,
  tried: readonly { phoneNumberId: string; pointer: string }[],
): Promise<Problem> {
  const holder = await source.manager.findOne(ChannelNumber, {
    where: { phoneNumberId: In(tried.map(({ phoneNumberId }) => phoneNumberId)) },
    relations: { channel: true },
  });
  const { phoneNumberId, pointer } = tried.find((one) => one.phoneNumberId === holder?.phoneNumberId) ??
    tried[0] ?? { phoneNumberId: '', pointer: '' };
  return conflict(
    'PHONE_NUMBER_ID_TAKEN',
    pointer,
    holder === null
      ? `The phone number id ${phoneNumberId} was in use a moment ago. Try again.`
      : `The phone number id ${phoneNumberId} belongs to the channel "${holder.channel.name}" (${holder.channelId}).`,
  );
}
