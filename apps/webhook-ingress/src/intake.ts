import { limits, quarantined, type ChannelView, type QuarantineFault } from '@wabx/contracts';
import { EventPublisher, toEvent as toEnvelope, toWire, type Kept, type WireEvent } from '@wabx/messaging';
import { newTraceparent } from '@wabx/telemetry';
import { parseWebhook, type WebhookItem } from '@wabx/whatsapp';
import { createHash } from 'node:crypto';
import type { ChannelIndex } from './channel-index.js';
import { detailOf, Faults } from './faults.js';
import { ownership } from './ownership.js';
import { toEvent } from './to-events.js';

interface Stamp {
  kind: 'message' | 'status';
  at: Date;
}

/** What became of one body, for the counters and for the answer of a replay. */
export interface Intake {
  published: number;
  kinds: Record<string, number>;
  /** When Meta says that what was stored happened: customers' messages and statuses. */
  stamps: Stamp[];
  /** What of it is in quarantine, or stays there. */
  faults: QuarantineFault[];
}

export class IntakeTools {
  constructor(
    readonly publisher: EventPublisher,
    readonly channels: ChannelIndex,
    readonly log: { warn(message: string, params: object): void },
  ) {}
}

/** A body whose signature holds, and the channel whose URL it came to. */
export interface SignedBody {
  channel: ChannelView;
  signature: string;
  rawBody: Buffer;
  /** Of the request that brought it, handed on by hand: a context that follows every promise would cost more than parsing. */
  traceparent?: string;
}

/** Each publication has a deadline: of 20,000 at once, the last would wait for all before it. */
const PUBLISHED_AT_ONCE = 1_000;

/** Headers and the protocol around a payload. */
const ENVELOPE_BYTES = 4_096;

/**
 * Takes a body whose signature holds: every item in it is durably in a stream, or in quarantine, when the promise
 * resolves. It rejects when that is not certain; whatever was stored by then is recognised by its id the next time.
 *
 * @param replayed the record in quarantine that the body comes from. It makes the message ids fresh, or the duplicate
 *   window would swallow what is replayed within it; whoever replays it at the same time gives them the same ids.
 */
export async function takeIn(
  { publisher, channels, log }: IntakeTools,
  body: SignedBody,
  replayed?: Kept<typeof quarantined>,
): Promise<Intake> {
  const { channel, signature, rawBody, traceparent = newTraceparent() } = body;
  const receivedAt = new Date().toISOString();
  const faults = new Faults();
  const wires: { kind: string; wire: WireEvent; stamp: Stamp | undefined }[] = [];
  const parsed = parseWebhook(rawBody);
  if (!parsed.ok) faults.add({ reason: 'unparsable', detail: parsed.reason });
  const ownerOf = ownership(channels, body);
  for (const item of parsed.ok ? parsed.items : []) {
    const { phoneNumberId } = item;
    const { owner, fault } = await ownerOf(item);
    if (fault) {
      faults.add({ ...fault, phoneNumberId });
      continue;
    }
    // Each item stands for itself: whatever is thrown while one becomes an event is no trouble of its neighbours.
    try {
      const event = toEvent(item, receivedAt, owner);
      if ('unusable' in event) {
        faults.add({ reason: event.unusable, detail: event.detail, phoneNumberId });
        continue;
      }
      const wire = toWire(event.contract, toEnvelope(event.contract, owner.id, event.data, traceparent));
      if (isTooLarge(wire)) faults.add({ reason: 'too-large', detail: kindOf(item), phoneNumberId });
      else wires.push({ kind: kindOf(item), wire, stamp: stampOf(item) });
    } catch (error) {
      faults.add({ reason: 'malformed-item', detail: detailOf(error), phoneNumberId });
    }
  }
  const intake: Intake = { published: 0, kinds: {}, stamps: [], faults: faults.list() };
  const publish = async ({ kind, wire, stamp }: (typeof wires)[number]): Promise<void> => {
    const messageId = replayed ? `${wire.messageId}:replay:${replayed.sequence}` : wire.messageId;
    await publisher.publishWire({ ...wire, messageId });
    intake.published++;
    intake.kinds[kind] = (intake.kinds[kind] ?? 0) + 1;
    if (stamp) intake.stamps.push(stamp);
  };
  for (let at = 0; at < wires.length; at += PUBLISHED_AT_ONCE) {
    await Promise.all(wires.slice(at, at + PUBLISHED_AT_ONCE).map(publish));
  }
  // What is in quarantine stays there, as it is.
  if (replayed || faults.size === 0) return intake;
  const digest = createHash('sha256').update(rawBody).digest('hex');
  const data = { digest, receivedAt, faults: intake.faults, signature, rawBase64: rawBody.toString('base64') };
  await publisher.publishWire(toWire(quarantined, toEnvelope(quarantined, channel.id, data, traceparent)));
  log.warn('parts of a webhook are in quarantine', { channelId: channel.id, digest, faults: faults.counts() });
  return intake;
}

/** For the counters: what a customer wrote to us by its type, all else by where it comes from. */
function kindOf(item: WebhookItem): string {
  if (item.kind !== 'message' && item.kind !== 'status') return item.kind;
  if (item.source.startsWith('standby')) return 'standby';
  if (item.kind === 'status') return item.kind;
  return item.source === 'customer' ? `message:${item.content.type}` : item.source;
}

/** Of what is told as it happens; a history is old when it comes. */
function stampOf(item: WebhookItem): Stamp | undefined {
  if (item.kind === 'status') return item.at && { kind: 'status', at: item.at };
  if (item.kind !== 'message' || item.source !== 'customer') return undefined;
  return item.sentAt && { kind: 'message', at: item.sentAt };
}

function isTooLarge({ payload }: WireEvent): boolean {
  return Buffer.byteLength(payload) > limits.natsMaxPayloadBytes - ENVELOPE_BYTES;
}
