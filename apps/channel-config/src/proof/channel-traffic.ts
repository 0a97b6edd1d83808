import {
  ingressObserved,
  messageChanged,
  messageReceived,
  messageStored,
  sendChanged,
  statusReceived,
  subjectOf,
  type Event,
  type EventContract,
} from '@wabx/contracts';
import { fromWire, newInbox } from '@wabx/messaging';
import { DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

const watched = [messageReceived, statusReceived, ingressObserved, messageStored, messageChanged, sendChanged] as const;
type Fact = (typeof watched)[number];

/** What happens on one channel, followed for as long as somebody proves it. Nothing of it is kept. */
export class ChannelTraffic {
  private readonly events: { contract: EventContract; event: unknown }[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly messages: ConsumerMessages[] = [];

  /** Also what happened `lookBackMs` before. */
  static async follow(nats: NatsConnection, channelId: string, lookBackMs: number): Promise<ChannelTraffic> {
    const traffic = new ChannelTraffic();
    // A consumer for each: its right to read ends with the one subject that it names.
    for (const contract of watched) {
      const consumer = await jetstream(nats).consumers.getPushConsumer(contract.stream, {
        deliver_prefix: newInbox(nats),
        filter_subjects: subjectOf(contract, channelId),
        deliver_policy: DeliverPolicy.StartTime,
        opt_start_time: new Date(Date.now() - lookBackMs).toISOString(),
      });
      const messages = await consumer.consume();
      traffic.messages.push(messages);
      void traffic.read(contract, messages);
    }
    return traffic;
  }

  /** The first event that fits, seen already or within `timeoutMs`. */
  async find<C extends Fact>(
    contract: C,
    fits: (data: Event<C>['data']) => boolean,
    timeoutMs: number,
  ): Promise<Event<C>['data'] | undefined> {
    const look = () => {
      for (const { contract: seen, event } of this.events) {
        if (seen !== contract) continue;
        const { data } = event as Event<C>;
        if (fits(data)) return data;
      }
      return undefined;
    };
    const already = look();
    if (already !== undefined) return already;
    return await new Promise((resolve) => {
      const settle = (found: Event<C>['data'] | undefined) => {
        clearTimeout(timer);
        this.listeners.delete(listen);
        resolve(found);
      };
      const listen = () => {
        const found = look();
        if (found !== undefined) settle(found);
      };
      const timer = setTimeout(() => settle(undefined), timeoutMs);
      this.listeners.add(listen);
    });
  }

  /** The newest event that fits, of those seen already. */
  last<C extends Fact>(contract: C, fits: (data: Event<C>['data']) => boolean): Event<C>['data'] | undefined {
    const seen = this.events.flatMap(({ contract: one, event }) =>
      one === contract ? [(event as Event<C>).data] : [],
    );
    return seen.filter(fits).at(-1);
  }

  async stop(): Promise<void> {
    for (const messages of this.messages) await messages.close();
  }

  private async read(contract: Fact, messages: ConsumerMessages): Promise<void> {
    for await (const { data } of messages) {
      try {
        this.events.push({ contract, event: fromWire(contract, data) });
      } catch {
        // Whoever handles it puts it among the dead letters; it proves nothing here.
        continue;
      }
      for (const listener of this.listeners) listener();
    }
  }
}
