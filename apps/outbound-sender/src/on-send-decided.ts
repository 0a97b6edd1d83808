import { Controller } from '@nestjs/common';
import { consumers, type sendDecided } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { SendLoop } from './sending/send-loop.js';
import { decideSends } from './store/decide-sends.js';

/** A person decided about a reply that failed, or whose outcome nobody knows. */
@Controller()
export class OnSendDecided {
  constructor(
    private readonly source: DataSource,
    private readonly loop: SendLoop,
  ) {}

  @OnEvents(consumers.outboundDecisions)
  async handle(events: Received<typeof sendDecided>[]): Promise<void> {
    const decisions = events.map(({ data }) => data);
    const decided = await inTransaction(this.source, (tx) => decideSends(tx, decisions));
    this.loop.wake(new Set(decided.map((send) => send.phone_number_id)));
  }
}
