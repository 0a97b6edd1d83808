import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { filterOf, janitorRan, type DataOf } from '@wabx/contracts';
import { fromWire, newInbox } from '@wabx/messaging';
import type { ServiceContext } from '@wabx/runtime';
import { DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';

export type PublishedRun = DataOf<typeof janitorRan>;

const HISTORY_MS = 24 * 3_600_000;
export const RUNS_KEPT_MAX = 500;

/** The runs of all janitors that did something or failed, as the stream tells them: this service has no tables. */
export class RunHistory implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly runs: PublishedRun[] = [];
  private messages: ConsumerMessages | undefined;

  constructor(private readonly context: Pick<ServiceContext<object>, 'nats' | 'log'>) {}

  async onApplicationBootstrap(): Promise<void> {
    const { nats } = this.context;
    const consumer = await jetstream(nats).consumers.getPushConsumer(janitorRan.stream, {
      deliver_prefix: newInbox(nats),
      filter_subjects: filterOf(janitorRan),
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(Date.now() - HISTORY_MS).toISOString(),
    });
    this.messages = await consumer.consume();
    this.follow(this.messages).catch((error: unknown) => {
      this.context.log.error('the runs of other janitors are not followed any more', { error: String(error) });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.messages?.close();
  }

  /** Newest first. */
  latest(limit: number): PublishedRun[] {
    return this.runs.slice(-limit).reverse();
  }

  private async follow(messages: ConsumerMessages): Promise<void> {
    for await (const { data, seq } of messages) {
      try {
        this.runs.push(fromWire(janitorRan, data).data);
        if (this.runs.length > RUNS_KEPT_MAX) this.runs.shift();
      } catch (error) {
        this.context.log.warn('a run in the stream is not readable', { sequence: seq, error: String(error) });
      }
    }
  }
}
