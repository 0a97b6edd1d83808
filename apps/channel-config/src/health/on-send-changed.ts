import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type Event, type sendChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { classifyGraphError, type GraphErrorClass } from '@wabx/whatsapp';
import { ChannelHealth, type Sighting } from './channel-health.js';

/** Refusals that concern the whole channel; others are about one number or one message. */
const CHANNEL_WIDE: ReadonlySet<string> = new Set<GraphErrorClass>([
  'token-invalid',
  'permission-missing',
  'account-blocked',
]);

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
  const { state, at, error } = data;
  if (state === 'sent') return [{ channelId, fact: 'reply-sent', at }];
  if (state === 'delivered' || state === 'read' || state === 'played')
    return [{ channelId, fact: 'reply-delivered', at }];
  if (error === undefined) return [];
  const errorClass = error.code === undefined ? error.class : classifyGraphError({ code: error.code }).class;
  return CHANNEL_WIDE.has(errorClass) ? [{ channelId, fact: 'graph-refused', at, detail: errorClass }] : [];
}
