import { Controller, Inject, Logger } from '@nestjs/common';
import { consumers, type statusReceived } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { pauseWidth } from '@wabx/whatsapp';
import { DataSource } from 'typeorm';
import { SendMetrics } from './metrics.js';
import { SendLoop } from './sending/send-loop.js';
import { applyStatuses, type ToldRefusal } from './statuses/apply-statuses.js';

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
    await this.tellRefusals(applied.refusals);
    for (const { phoneNumberId, status, at } of statuses) {
      if (status === 'sent') await this.loop.pauses.resumeByStatus(phoneNumberId, new Date(at));
    }
    for (const messageId of applied.doubles) this.log.error('Meta accepted two attempts of one message', { messageId });
    this.loop.wake(applied.wake);
  }

  /** A refusal that comes after Meta took the message counts like one in the answer to the call. */
  private async tellRefusals(refusals: readonly ToldRefusal[]): Promise<void> {
    const pausing = new Map<string, ToldRefusal>();
    for (const refusal of refusals) {
      const { messageId, channelId, phoneNumberId, policy, error } = refusal;
      const { class: errorClass, code } = error;
      this.metrics.countRefusal(error, 'status');
      if (policy.alert) this.log.error('a send needs attention', { messageId, channelId, class: errorClass, code });
      const width = pauseWidth(policy);
      if (width) pausing.set(width === 'number' ? phoneNumberId : channelId, refusal);
    }
    for (const { channelId, phoneNumberId, policy, error, at } of pausing.values()) {
      const width = pauseWidth(policy) ?? 'channel';
      await this.loop.pauses.pauseByStatus({ channelId, phoneNumberId }, { width, error }, at);
    }
  }
}
