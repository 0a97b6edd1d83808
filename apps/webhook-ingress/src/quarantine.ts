import type { NatsConnection } from '@nats-io/transport-node';
import { quarantined } from '@wabx/contracts';
import { KeptEvents, type EventPublisher, type Kept } from '@wabx/messaging';
import type { ChannelsView } from '@wabx/runtime';
import type { ChannelIndex } from './channel-index.js';
import { takeIn, type Intake } from './intake.js';
import type { QuarantineFilter } from './quarantine-query.js';

export type Held = Kept<typeof quarantined>;

/** Bodies that Meta signed and we could not use; kept by the stream for 14 days, or until they are. */
export class Quarantine {
  private readonly kept: KeptEvents<typeof quarantined>;

  constructor(
    nats: NatsConnection,
    private readonly publisher: EventPublisher,
    private readonly index: ChannelIndex,
    private readonly channels: ChannelsView,
  ) {
    this.kept = new KeptEvents(nats, quarantined);
  }

  async find(sequence: number): Promise<Held | undefined> {
    return await this.kept.read(sequence);
  }

  /** Newest first, below `before`. */
  async page(filter: QuarantineFilter, limit: number, before?: number): Promise<{ items: Held[]; next?: number }> {
    return await this.kept.page({ limit, before, since: filter.from, wanted: (record) => fits(record, filter) });
  }

  /**
   * Takes the whole body in again, with the configuration and the parser of now. The record goes when it has done its
   * duty; several who replay it at once publish the same ids. Undefined when its channel was deleted.
   */
  async replay(record: Held): Promise<Intake | undefined> {
    const channel = this.channels.get(record.channelId);
    if (!channel || channel.deleted) return undefined;
    const rawBody = Buffer.from(record.data.rawBase64, 'base64');
    const [secret = ''] = await this.index.secretsOf(channel);
    const { publisher, index: channels } = this;
    const intake = await takeIn({ publisher, channels }, { channel, secret, rawBody }, record);
    if (intake.settled) await this.kept.remove(record.sequence);
    return intake;
  }
}

function fits({ channelId, data }: Held, filter: QuarantineFilter): boolean {
  const at = Date.parse(data.receivedAt);
  return (
    (filter.reason === undefined || filter.reason === data.reason) &&
    (filter.channelId === undefined || filter.channelId === channelId) &&
    (filter.phoneNumberId === undefined || filter.phoneNumberId === data.phoneNumberId) &&
    (filter.from === undefined || Date.parse(filter.from) <= at) &&
    (filter.to === undefined || at < Date.parse(filter.to))
  );
}
