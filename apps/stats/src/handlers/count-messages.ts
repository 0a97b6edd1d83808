import { Controller } from '@nestjs/common';
import { consumers, type messageStored } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { FactStore } from '../fact-store.js';
import { storedFact } from '../to-fact.js';

@Controller()
export class CountMessages {
  constructor(private readonly facts: FactStore) {}

  @OnEvents(consumers.statsMessages)
  async count(events: Received<typeof messageStored>[]): Promise<void> {
    await this.facts.record(events.map(({ data }) => storedFact(data)));
  }
}
