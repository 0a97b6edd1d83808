import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type accountChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { toAccountNews } from './account-news.js';
import { AccountNotices } from './account-notices.js';
import { ChannelHealth } from './channel-health.js';
import type { Sighting } from './seen.js';

/** Meta told us something about the account, a number or a template: kept with its content, for people and the doctor. */
@Controller()
export class OnAccountChanged {
  constructor(
    private readonly health: ChannelHealth,
    private readonly notices: AccountNotices,
  ) {}

  @OnEvents(consumers.channelAccount)
  async handle(events: Received<typeof accountChanged>[]): Promise<void> {
    await this.health.record(
      events
        .filter(({ channelId }) => channelId !== NO_CHANNEL)
        .flatMap(({ channelId, data: { field, value, receivedAt: at } }): Sighting[] => [
          { channelId, fact: 'account-changed', at, detail: field },
          ...toAccountNews(channelId, field, value, at),
        ]),
    );
    await this.notices.keep(events.filter(({ channelId }) => channelId !== NO_CHANNEL));
  }
}
