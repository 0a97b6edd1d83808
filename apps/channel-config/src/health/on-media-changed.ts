import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type mediaChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { ChannelHealth } from './channel-health.js';
import type { Sighting } from './seen.js';
import { toRefusal } from './to-refusal.js';

/** A file that could not be fetched because Meta refused the token, or that waits because look-ups are held back. */
@Controller()
export class OnMediaChanged {
  constructor(private readonly health: ChannelHealth) {}

  @OnEvents(consumers.channelMedia)
  async handle(events: Received<typeof mediaChanged>[]): Promise<void> {
    await this.health.record(events.filter(({ channelId }) => channelId !== NO_CHANNEL).flatMap(toSightings));
  }
}

function toSightings({ channelId, data }: Received<typeof mediaChanged>): Sighting[] {
  const { state, at, error, heldUntil } = data;
  if (state === 'failed' && error === 'auth') return toRefusal(channelId, 'token-invalid', at, { asked: 'media' });
  if (state === 'held' && heldUntil) return [{ channelId, fact: 'media-held', at, detail: `${heldUntil} ${error}` }];
  return [];
}
