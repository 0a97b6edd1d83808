import { jetstreamManager } from '@nats-io/jetstream';
import { Controller, Inject } from '@nestjs/common';
import { consumers, purgeSends, settleUnknownSends } from '@wabx/contracts';
import { Answers } from '@wabx/messaging';
import type { ServiceContext } from '@wabx/runtime';
import { DataSource } from 'typeorm';
import { SendLoop } from '../sending/send-loop.js';
import { NATS } from '../tokens.js';
import { forgetLeftovers } from './forget-leftovers.js';
import { askForReview, forgetParkedStatuses, purgeEndedSends } from './settle-unknown.js';

/** What the session-janitor asks for from time to time. */
@Controller()
export class ChoresController {
  constructor(
    private readonly source: DataSource,
    private readonly loop: SendLoop,
    @Inject(NATS) private readonly nats: ServiceContext<object>['nats'],
  ) {}

  @Answers(settleUnknownSends)
  async settle({ limit }: { limit: number }) {
    // Statuses that wait may be the very evidence that is missing: nobody is asked before they are read.
    const review = (await this.statusesWait()) ? [] : await askForReview(this.source, { limit });
    const forgotten = await forgetParkedStatuses(this.source, { limit });
    this.loop.wake(new Set(review.map((send) => send.phone_number_id)));
    const counts = [review.length, forgotten];
    return { done: counts.reduce((sum, count) => sum + count, 0), more: counts.includes(limit) };
  }

  @Answers(purgeSends)
  async purge({ limit }: { limit: number }) {
    const counts = [await purgeEndedSends(this.source, { limit }), await forgetLeftovers(this.source, { limit })];
    return { done: counts.reduce((sum, count) => sum + count, 0), more: counts.includes(limit) };
  }

  private async statusesWait(): Promise<boolean> {
    const { contract, durable } = consumers.outboundStatuses;
    const manager = await jetstreamManager(this.nats, { checkAPI: false });
    const { num_pending, num_ack_pending } = await manager.consumers.info(contract.stream, durable);
    return num_pending + num_ack_pending > 0;
  }
}
