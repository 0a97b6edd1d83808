import { Controller } from '@nestjs/common';
import { consumers, type sendChanged } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { FactStore } from '../fact-store.js';
import { sendFact } from '../to-fact.js';

@Controller()
export class CountSends {
  constructor(private readonly facts: FactStore) {}

  @OnEvents(consumers.statsSends)
  async count(events: Received<typeof sendChanged>[]): Promise<void> {
    await this.facts.record(events.map(({ data }) => sendFact(data)));
  }
}
