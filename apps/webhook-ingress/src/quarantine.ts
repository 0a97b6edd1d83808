import type { NatsConnection } from '@nats-io/transport-node';
import { quarantined, type QuarantineFault } from '@wabx/contracts';
import { KeptEvents, type Kept, type KeptPage } from '@wabx/messaging';
import type { ChannelsView } from '@wabx/runtime';
import { signBody } from '@wabx/whatsapp';
import { takeIn, type Intake, type IntakeTools, type SignedBody } from './intake.js';
import { ownership } from './ownership.js';
import type { QuarantineFilter } from './quarantine-query.js';

export type Held = Kept<typeof quarantined>;

/** Faults that a change of configuration may cure. */
const curable: ReadonlySet<QuarantineFault['reason']> = new Set(['unknown-number', 'secret-of-another-app'] as const);

/** Bodies that Meta signed and we could not use; kept by the stream for 14 days, or until they are. */
export class Quarantine {
  private readonly kept: KeptEvents<typeof quarantined>;

  constructor(
    nats: NatsConnection,
    private readonly tools: IntakeTools,
    private readonly channels: ChannelsView,
  ) {
    this.kept = new KeptEvents(nats, quarantined);
  }

  async find(sequence: number): Promise<Held | undefined> {
    return await this.kept.read(sequence);
  }

  /** Newest first, below `before`. */
  async page(filter: QuarantineFilter, limit: number, before?: number): Promise<KeptPage<typeof quarantined>> {
    return await this.kept.page({ limit, before, since: filter.from, wanted: (record) => fits(record, filter) });
  }

  oldestFirst(): AsyncGenerator<Held> {
    return this.kept.oldestFirst();
  }

  /**
   * Takes the whole body in again, with the configuration and the parser of now. The record goes when nothing of its body
   * is unusable any more; several who replay it at once publish the same ids. Undefined when its channel was deleted.
   */
  async replay(record: Held): Promise<Intake | undefined> {
    const body = await this.bodyOf(record);
    const intake = body && (await takeIn(this.tools, body, record));
    if (intake?.faults.length === 0) await this.kept.remove(record.sequence);
    return intake;
  }

  /** The numbers for which a body is held and that can be served now. */
  async servedNow(record: Held): Promise<string[]> {
    const ids = record.data.faults.flatMap(({ reason, phoneNumberIds }) => (curable.has(reason) ? phoneNumberIds : []));
    // Nothing is read of the body before one of its numbers is known.
    if (!ids.some((id) => this.tools.channels.byNumber(id))) return [];
    const body = await this.bodyOf(record);
    if (!body) return [];
    const ownerOf = ownership(this.tools.channels, body);
    const owners = await Promise.all(ids.map((phoneNumberId) => ownerOf({ phoneNumberId, kind: 'message' })));
    return ids.filter((_, index) => owners[index]?.owner);
  }

  private async bodyOf({ channelId, data }: Held): Promise<SignedBody | undefined> {
    const channel = this.channels.get(channelId);
    if (!channel || channel.deleted) return undefined;
    const rawBody = Buffer.from(data.rawBase64, 'base64');
    // Records of before the signature was kept: whose channel it is has signed them.
    const signature = data.signature ?? signBody(rawBody, (await this.tools.channels.secretsOf(channel))[0] ?? '');
    return { channel, rawBody, signature };
  }
}

function fits({ channelId, data }: Held, filter: QuarantineFilter): boolean {
  const at = Date.parse(data.receivedAt);
  return (
    data.faults.some(
      ({ reason, phoneNumberIds }) =>
        (filter.reason === undefined || filter.reason === reason) &&
        (filter.phoneNumberId === undefined || phoneNumberIds.includes(filter.phoneNumberId)),
    ) &&
    (filter.channelId === undefined || filter.channelId === channelId) &&
    (filter.from === undefined || Date.parse(filter.from) <= at) &&
    (filter.to === undefined || at < Date.parse(filter.to))
  );
}
