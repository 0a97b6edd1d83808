import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type mediaChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { ChannelHealth } from './channel-health.js';
import { TOKEN_REFUSED } from './status-sentence.js';

/** A file that could not be fetched because Meta refused the token. */
@Controller()
export class OnMediaChanged {
  constructor(private readonly health: ChannelHealth) {}

  @OnEvents(consumers.channelMedia)
  async handle(events: Received<typeof mediaChanged>[]): Promise<void> {
    await this.health.record(
      events
        .filter(({ channelId, data }) => channelId !== NO_CHANNEL && data.state === 'failed' && data.error === 'auth')
        .map(({ channelId, data: { at } }) => ({ channelId, fact: 'graph-refused', at, detail: TOKEN_REFUSED })),
    );
  }
}
