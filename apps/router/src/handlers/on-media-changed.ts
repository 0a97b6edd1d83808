import { Controller } from '@nestjs/common';
import { consumers, type mediaChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { Configuration } from '../directory.js';
import { applyMedia } from '../messages/apply-facts.js';

/** A file has arrived, failed or expired: the messages it belongs to show it. */
@Controller()
export class OnMediaChanged {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @OnEvents(consumers.routerMedia)
  async handle(events: Received<typeof mediaChanged>[]): Promise<void> {
    await inTransaction(this.source, (tx) => applyMedia(tx, this.configuration, events));
  }
}
