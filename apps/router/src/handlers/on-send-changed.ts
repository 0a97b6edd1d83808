import { Controller } from '@nestjs/common';
import { consumers, type sendChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { Configuration } from '../directory.js';
import { applySends } from '../messages/apply-facts.js';
import { shutRefusedWindows } from '../messages/shut-window.js';

/** A reply was sent, delivered, read, or failed: its message shows it, and a window that Meta calls shut is shut. */
@Controller()
export class OnSendChanged {
  constructor(
    private readonly source: DataSource,
    private readonly configuration: Configuration,
  ) {}

  @OnEvents(consumers.routerSends)
  async handle(events: Received<typeof sendChanged>[]): Promise<void> {
    await inTransaction(this.source, (tx) => applySends(tx, this.configuration, events));
    await shutRefusedWindows(this.source, this.configuration, events);
  }
}
