import { Controller } from '@nestjs/common';
import { consumers, NO_CHANNEL, type ingressObserved } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { ChannelHealth } from './channel-health.js';

/** What the ingress has seen of Meta: the doctor's "Meta called with a different token at …". */
@Controller()
export class OnIngressObserved {
  constructor(private readonly health: ChannelHealth) {}

  @OnEvents(consumers.channelIngress)
  async handle(events: Received<typeof ingressObserved>[]): Promise<void> {
    await this.health.record(
      events
        .filter(({ channelId }) => channelId !== NO_CHANNEL)
        .map(({ channelId, data: { fact, at, count } }) => ({ channelId, fact, at, count })),
    );
  }
}
