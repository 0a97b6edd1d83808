import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type accountChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { tellingFields } from '../doctor/diagnose-notices.js';
import { AccountNotices } from './account-notices.js';
import { ChannelHealth } from './channel-health.js';
import type { Sighting } from './seen.js';

/** Meta told us something about the account, a number or a template: kept with its content, for people and the status. */
@Controller()
export class OnAccountChanged {
  constructor(
    private readonly health: ChannelHealth,
    private readonly notices: AccountNotices,
  ) {}

  @OnEvents(consumers.channelAccount)
  async handle(events: Received<typeof accountChanged>[]): Promise<void> {
    const ofChannels = events.filter(({ channelId }) => channelId !== NO_CHANNEL);
    // Kept first: the status is made from what is kept.
    const kept = await this.notices.keep(ofChannels);
    await this.health.record([
      ...ofChannels.map(({ channelId, data: { field, receivedAt: at } }): Sighting => {
        return { channelId, fact: 'account-changed', at, detail: field };
      }),
      ...kept
        .filter(({ field }) => tellingFields.includes(field))
        .map(({ channelId, field, receivedAt }): Sighting => {
          return { channelId, fact: 'account-told', at: receivedAt.toISOString(), detail: field };
        }),
    ]);
  }
}
