import { Controller } from '@nestjs/common';
import { consumers, type sendRequested } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { ChannelAccess } from './channel-access.js';
import { SendLoop } from './sending/send-loop.js';
import { acceptSends } from './store/accept-sends.js';

/** A reply that the router accepted becomes a job of ours, once, and is sent as soon as its turn comes. */
@Controller()
export class OnSendRequested {
  constructor(
    private readonly source: DataSource,
    private readonly access: ChannelAccess,
    private readonly loop: SendLoop,
  ) {}

  @OnEvents(consumers.outboundSends)
  async handle(events: Received<typeof sendRequested>[]): Promise<void> {
    const sends = events.map(({ channelId, traceparent, data }) => ({
      channelId,
      traceparent,
      uploads: this.access.ofChannel(channelId)?.settings.mediaDelivery === 'upload',
      data,
    }));
    const accepted = await inTransaction(this.source, (tx) => acceptSends(tx, sends));
    this.loop.wake(new Set(accepted.map((send) => send.phone_number_id)));
  }
}
