import { Controller } from '@nestjs/common';
import { consumers, type sendDecided } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { inTransaction } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { SendLoop } from './sending/send-loop.js';
import { lockConversations } from './store/conversations.js';
import { decideSends, isAboutOutcome } from './store/decide-sends.js';
import { withdrawSends } from './store/withdraw-sends.js';

/** A person decided about a reply that failed, or whose outcome nobody knows, or withdrew one that has not left. */
@Controller()
export class OnSendDecided {
  constructor(
    private readonly source: DataSource,
    private readonly loop: SendLoop,
  ) {}

  @OnEvents(consumers.outboundDecisions)
  async handle(events: Received<typeof sendDecided>[]): Promise<void> {
    const decisions = events.map(({ data }) => data).filter(isAboutOutcome);
    const withdrawals = events.filter(({ data }) => data.decision === 'withdraw');
    const decided = await inTransaction(this.source, async (tx) => {
      await lockConversations(
        tx,
        events.map(({ data }) => data.conversationId),
      );
      return [...(await decideSends(tx, decisions)), ...(await withdrawSends(tx, withdrawals))];
    });
    this.loop.wake(new Set(decided.map((send) => send.phone_number_id)));
  }
}
