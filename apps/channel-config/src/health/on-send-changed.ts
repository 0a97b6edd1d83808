import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type Event, type sendChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { classifyGraphError } from '@wabx/whatsapp';
import { pausingClasses } from '../doctor/diagnose-seen.js';
import { ChannelHealth } from './channel-health.js';
import type { Sighting } from './seen.js';
import { toRefusal } from './to-refusal.js';

/** Every reply proves something about its channel: the token works, or Meta refuses it. */
@Controller()
export class OnSendChanged {
  constructor(private readonly health: ChannelHealth) {}

  @OnEvents(consumers.channelSends)
  async handle(events: Received<typeof sendChanged>[]): Promise<void> {
    await this.health.record(events.filter(({ channelId }) => channelId !== NO_CHANNEL).flatMap(toSightings));
  }
}

/** What a change of a send says about its channel; most say nothing. */
export function toSightings({ channelId, data }: Pick<Event<typeof sendChanged>, 'channelId' | 'data'>): Sighting[] {
  const { state, at, error, phoneNumberId, waMessageId } = data;
  if (state === 'sent') return [{ channelId, fact: 'reply-sent', at }];
  if (state === 'delivered' || state === 'read' || state === 'played')
    return [{ channelId, fact: 'reply-delivered', at }];
  if (error === undefined) return [];
  // The class tells more than the code: 100 alone does not say that the number is gone.
  const { class: errorClass } =
    error.code === undefined || pausingClasses.some((known) => known === error.class)
      ? error
      : classifyGraphError({ code: error.code });
  // Meta had taken it, so that it takes the next one proves nothing.
  const toldBy = waMessageId === undefined ? 'answer' : 'status';
  const happenedBy = toldBy === 'status' ? endOfSecond(at) : at;
  return toRefusal(channelId, errorClass, happenedBy, { code: error.code, title: error.title, phoneNumberId, toldBy });
}

/** Meta gives the time of a status in whole seconds: a token that was set within this one may be the refused one. */
function endOfSecond(at: string): string {
  return new Date(Math.floor(Date.parse(at) / 1000) * 1000 + 999).toISOString();
}
