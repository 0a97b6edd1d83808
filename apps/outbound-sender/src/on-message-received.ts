import { Controller } from '@nestjs/common';
import { consumers, type messageReceived } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { DataSource } from 'typeorm';
import { countInbound } from './store/number-rates.js';

/** Meta's rate counts what comes in together with what goes out, so the sender counts it too; nothing else is read. */
@Controller()
export class OnMessageReceived {
  constructor(private readonly source: DataSource) {}

  @OnEvents(consumers.outboundMessages)
  async handle(events: Received<typeof messageReceived>[]): Promise<void> {
    const ofCustomers = events.filter(({ data }) => data.origin === 'customer' || data.origin === 'standby');
    await countInbound(
      this.source,
      ofCustomers.map(({ data }) => ({ phoneNumberId: data.phoneNumberId, receivedAt: data.receivedAt })),
    );
  }
}
