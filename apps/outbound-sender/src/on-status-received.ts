import { Controller, Inject, Logger } from '@nestjs/common';
import { consumers, type statusReceived } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { SendMetrics } from './metrics.js';
import { SendLoop } from './sending/send-loop.js';
import { applyStatuses } from './statuses/apply-statuses.js';

/** Meta tells what became of a message; nobody else applies it. */
@Controller()
export class OnStatusReceived {
  private readonly log = new Logger('statuses');

  constructor(
    private readonly source: DataSource,
    private readonly loop: SendLoop,
    @Inject(SendMetrics) private readonly metrics: SendMetrics,
  ) {}

  @OnEvents(consumers.outboundStatuses)
  async handle(events: Received<typeof statusReceived>[]): Promise<void> {
    const statuses = events.map((event) => event.data);
    const applied = await inTransaction(this.source, (tx) => applyStatuses(tx, statuses));
    this.metrics.countStatuses(applied);
    for (const messageId of applied.doubles) this.log.error('Meta accepted two attempts of one message', { messageId });
    this.loop.wake(applied.wake);
  }
}
