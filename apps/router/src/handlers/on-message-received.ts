import { Controller } from '@nestjs/common';
import { consumers, type messageReceived } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { noteOwners, withoutErased } from '../customers/tombstones.js';
import { Configuration } from '../directory.js';
import { storeInbound } from '../messages/store-inbound.js';

/** A customer wrote: customer, session and message, each once, and the right agents hear of it. */
@Controller()
export class OnMessageReceived {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @OnEvents(consumers.routerMessages)
  async handle(events: Received<typeof messageReceived>[]): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const wanted = await withoutErased(tx, events);
      await storeInbound(tx, this.configuration, wanted);
      await noteOwners(tx, wanted);
    });
  }
}
